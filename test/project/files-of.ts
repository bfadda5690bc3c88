import { isTelling, type ProjectFiles } from '../../src/project/project-files.js';

/** A folder in memory. */
export const filesOf = (tree: Readonly<Record<string, string>>, name = 'demo'): ProjectFiles => ({
  name,
  paths: Object.keys(tree).sort(),
  texts: new Map(Object.entries(tree).filter(([path]) => isTelling(path))),
  truncated: false,
});

import { isTelling, type ProjectFiles } from '../../src/project/project-files.js';
import { scriptsCalled } from '../../src/project/tools.js';

/** A folder in memory, read as src/engine/project-files.ts does. */
export const filesOf = (tree: Readonly<Record<string, string>>, name = 'demo'): ProjectFiles => {
  const paths = Object.keys(tree).sort();
  const texts = new Map(Object.entries(tree).filter(([path]) => isTelling(path)));
  for (const path of scriptsCalled({ paths, texts })) texts.set(path, tree[path] ?? '');
  return { name, paths, texts, truncated: false };
};

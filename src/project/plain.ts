import { evidenceIn, safeName } from './lines.js';
import type { Evidence } from './project.js';
import type { ProjectFiles } from './project-files.js';
import type { ProjectReading } from './reading.js';
import type { Request } from './request.js';

/** Whether a path is that of a C or C++ file which counts where there is no build system. */
export const isSource = (path: string): boolean => /^(?:src\/)?[^/]+\.(?:c|cc|cpp|cxx)$/.test(path);
const mainFunction = /^[\w \t*]{0,64}\bmain\s{0,8}\(/m;

/**
 * C or C++ files without a build system, in the folder or in its src. Each file with a main is a
 * program of its own, together with all files that have none.
 */
export const readPlain = (files: ProjectFiles): ProjectReading | null => {
  const sources = files.paths.filter(isSource);
  const isC = (path: string): boolean => path.endsWith('.c');
  const textOf = (path: string): string => files.texts.get(path) ?? '';
  const mains = sources.filter((path) => mainFunction.test(textOf(path)));
  if (mains.length === 0) return null;
  const parts = sources.filter((path) => !mains.includes(path));
  const evidence = mains.map((path) => evidenceIn(path, textOf(path))(textOf(path).search(/\bmain\s{0,8}\(/)));
  const names = mains.map((path) => safeName(path.replace(/^.*\//, '').replace(/\.\w+$/, '')));
  return {
    build: {
      system: 'plain',
      programs: mains.map((path, i) => ({ name: names[i] as string, sources: [path, ...parts] })),
    },
    evidence,
    requests: sources.flatMap((path) => includesIn(path, textOf(path))),
    targets: names.map((name, i) => ({ name, evidence: evidence[i] as Evidence })),
    languages: [...(sources.some(isC) ? (['c'] as const) : []), ...(sources.every(isC) ? [] : (['cxx'] as const))],
  };
};

/** System headers that a source includes: the only sign of a library where no build system names one. */
const includesIn = (path: string, text: string): Request[] => {
  const at = evidenceIn(path, text);
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*<([\w./+-]{1,64})>/gm)].map((match) => ({
    how: 'header',
    name: match[1] as string,
    optional: false,
    evidence: at(match.index),
  }));
};

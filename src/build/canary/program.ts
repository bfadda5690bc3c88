import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sources from 'virtual:canaries';
import { chooseBuild } from '../../project/choose-build.js';
import { detectProject } from '../../project/detect.js';
import type { ChosenProject } from '../../project/project.js';
import { type CanaryProgram, canaryPrograms } from './canary.js';

/** Whether `text` names a canary program. */
export const isCanaryProgram = (text: string): text is CanaryProgram =>
  (canaryPrograms as readonly string[]).includes(text);

/** What the program prints when all is well; no source. */
const expectation = 'expected.txt';

const filesOf = (program: CanaryProgram): [string, string][] =>
  Object.entries(sources)
    .filter(([path]) => path.startsWith(`${program}/`))
    .map(([path, text]): [string, string] => [path.slice(program.length + 1), text])
    .filter(([path]) => path !== expectation);

/** A shipped program as a project, read like any other. Pure. */
export const canaryProject = (program: CanaryProgram): ChosenProject => {
  const texts = new Map(filesOf(program));
  return chooseBuild(detectProject({ name: 'canary', paths: [...texts.keys()].sort(), texts, truncated: false }));
};

/**
 * Writes a program's sources into a new folder.
 * @param id goes along with them, so that every build is a new one and none is answered from a cache
 */
export const writeSources = (program: CanaryProgram, folder: string, id: string): void => {
  for (const [path, text] of [...filesOf(program), ['canary-id.txt', `${id}\n`] as const]) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

/** What the program prints when all is well. */
export const expectedOutput = (program: CanaryProgram): string => sources[`${program}/${expectation}`] ?? '';

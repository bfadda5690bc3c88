import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sources from 'virtual:canaries';
import { type CanaryProgram, canaryPrograms } from './canary.js';

/** What a canary program wants of a rung, and how it is judged. */
export interface Program {
  readonly name: CanaryProgram;
  readonly language: 'c' | 'c++' | 'rust' | 'go';
  /** C libraries that it links, by pkg-config's names; the packages of each rung are derived from them. */
  readonly libraries: readonly ('libsodium' | 'openssl')[];
}

const programs: Readonly<Record<CanaryProgram, Omit<Program, 'name'>>> = {
  'c-hello': { language: 'c', libraries: [] },
  'c-libc': { language: 'c', libraries: [] },
  'c-crypto': { language: 'c', libraries: ['libsodium', 'openssl'] },
  cxx: { language: 'c++', libraries: [] },
  rust: { language: 'rust', libraries: [] },
  go: { language: 'go', libraries: [] },
};

/** A shipped program by its name. */
export const programNamed = (name: CanaryProgram): Program => ({ name, ...programs[name] });

/** Whether `text` names a canary program. */
export const isCanaryProgram = (text: string): text is CanaryProgram =>
  (canaryPrograms as readonly string[]).includes(text);

/** Writes a program's sources into a new folder, among them a build.sh that compiles it by CC, CXX, ... into $OUT. */
export const writeSources = (program: CanaryProgram, folder: string): void => {
  for (const [path, text] of Object.entries(sources)) {
    if (!path.startsWith(`${program}/`)) continue;
    const file = join(folder, path.slice(program.length + 1));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

/** What the program prints when all is well. */
export const expectedOutput = (program: CanaryProgram): string => sources[`${program}/expected.txt`] ?? '';

import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

// The bundle has the sources beside it (dist/canaries), the repository under fixtures/.
const folders = ['./canaries', '../canaries', '../../fixtures/canaries'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** Folder of all shipped canary sources. */
export const canaryFolder = (): string => {
  const found = folders.find((folder) => existsSync(join(folder, 'c-hello/build.sh')));
  if (!found) throw new Error(`the sources of the canaries are missing (looked in ${folders.join(', ')})`);
  return found;
};

/** Copies a program's sources, each with a build.sh that compiles it by CC, CXX, ... into $OUT. */
export const copySources = (program: CanaryProgram, to: string): void =>
  cpSync(join(canaryFolder(), program), to, { recursive: true });

/** What the program prints when all is well. */
export const expectedOutput = (program: CanaryProgram): string =>
  readFileSync(join(canaryFolder(), program, 'expected.txt'), 'utf8');

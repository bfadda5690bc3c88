import { type Dirent, realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifact, isStatic } from '../../artifact/artifact.js';
import { inTurns } from '../../files/turns.js';
import { inspectFileSync } from '../../inspect/inspect-file.js';

/** A program below a folder. */
export interface FoundProgram {
  /** Relative to the folder. */
  readonly path: string;
  readonly artifact: Artifact;
}

const maxEntries = 200_000;
// What CMake, Meson, libtool and cargo build for themselves.
const ignored =
  /^(?:CMakeFiles|meson-(?:private|info|logs)|\.libs|deps|\.fingerprint|examples|incremental|\.git|autom4te\.cache)$/;

/**
 * The executable files below a folder and when each was written, in milliseconds; links are not followed.
 * What was found until then, where the signal ends it.
 * @param deep whether subfolders count
 */
export const executableFiles = (
  folder: string,
  deep: boolean,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> => filesBelow(folder, deep, signal, (_, mode) => (mode & 0o111) !== 0);

/** The libraries below a folder, by their names, and when each was written, in milliseconds; likewise. */
export const libraryFiles = (
  folder: string,
  deep: boolean,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, number>> =>
  filesBelow(folder, deep, signal, (name) => /\.(?:a|so(?:\.[\d.]+)?|rlib)$/.test(name));

const filesBelow = async (
  folder: string,
  deep: boolean,
  signal: AbortSignal | undefined,
  wanted: (name: string, mode: number) => boolean,
): Promise<ReadonlyMap<string, number>> => {
  const ended = inTurns(signal);
  const found = new Map<string, number>();
  let entries = 0;
  const visit = async (inside: string): Promise<void> => {
    for (const entry of await entriesOf(join(folder, inside))) {
      if (++entries > maxEntries || (await ended())) return;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) {
        if (deep && !ignored.test(entry.name)) await visit(path);
      } else if (entry.isFile()) {
        // A name that is not UTF-8 leads nowhere; no build names its program so.
        const about = statSync(join(folder, path), { throwIfNoEntry: false });
        if (about && wanted(entry.name, about.mode)) found.set(path, about.mtimeMs);
      }
    }
  };
  await visit('');
  return found;
};

/** The programs below a folder that are new, or newer than they were. Libraries and objects are left out. */
export const newPrograms = async (
  folder: string,
  deep: boolean,
  before: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<FoundProgram[]> => {
  const ended = inTurns(signal);
  const real = realFolder(folder);
  const found: FoundProgram[] = [];
  for (const [path, mtimeMs] of await executableFiles(real, deep, signal)) {
    if (await ended()) break;
    if (before.get(path) === mtimeMs) continue;
    const artifact = inspectFileSync(join(real, path));
    if (isProgram(artifact)) found.push({ path, artifact });
  }
  return found;
};

const isProgram = (artifact: Artifact): boolean =>
  artifact.format === 'elf' && (isStatic(artifact) || artifact.linkage === 'dynamic');

// Nix gives a link into its store.
const realFolder = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // nothing was built: it does not exist
  }
};

const entriesOf = async (folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // not there, or it may not be read
  }
};

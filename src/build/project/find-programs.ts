import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../artifact/artifact.js';
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
 * @param deep whether subfolders count
 */
export const executableFiles = (folder: string, deep: boolean): ReadonlyMap<string, number> =>
  filesBelow(folder, deep, (_, mode) => (mode & 0o111) !== 0);

/** The libraries below a folder, by their names, and when each was written, in milliseconds. */
export const libraryFiles = (folder: string, deep: boolean): ReadonlyMap<string, number> =>
  filesBelow(folder, deep, (name) => /\.(?:a|so(?:\.[\d.]+)?|rlib)$/.test(name));

const filesBelow = (
  folder: string,
  deep: boolean,
  wanted: (name: string, mode: number) => boolean,
): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  let entries = 0;
  const visit = (inside: string): void => {
    for (const entry of entriesOf(join(folder, inside))) {
      if (++entries > maxEntries) return;
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) {
        if (deep && !ignored.test(entry.name)) visit(path);
      } else if (entry.isFile()) {
        // A name that is not UTF-8 leads nowhere; no build names its program so.
        const about = statSync(join(folder, path), { throwIfNoEntry: false });
        if (about && wanted(entry.name, about.mode)) found.set(path, about.mtimeMs);
      }
    }
  };
  visit('');
  return found;
};

/** The programs below a folder that are new, or newer than they were. Libraries and objects are left out. */
export const newPrograms = (folder: string, deep: boolean, before: ReadonlyMap<string, number>): FoundProgram[] =>
  [...executableFiles(realFolder(folder), deep)]
    .filter(([path, mtimeMs]) => before.get(path) !== mtimeMs)
    .map(([path]) => ({ path, artifact: inspectFileSync(join(realFolder(folder), path)) }))
    .filter(({ artifact }) => isProgram(artifact));

const isProgram = ({ format, linkage }: Artifact): boolean =>
  format === 'elf' && (linkage === 'static' || linkage === 'static-pie' || linkage === 'dynamic');

// Nix gives a link into its store.
const realFolder = (folder: string): string => {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // nothing was built: it does not exist
  }
};

const entriesOf = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // not there, or it may not be read
  }
};

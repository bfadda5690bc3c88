import { chmodSync, closeSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

const maxFiles = 20_000;

/**
 * Makes the scripts of a copy executable where none of its files is: archives of registries, and some file systems, do
 * not keep that they were. Where any is, what the others are is meant.
 * @param folder a copy, whose files nobody else changes
 */
export const restoreScripts = (folder: string): void => {
  const files = filesIn(folder);
  if (files === null || files.some((path) => (lstatSync(path).mode & 0o111) !== 0)) return;
  for (const path of files.filter(isScript)) chmodSync(path, (lstatSync(path).mode & 0o777) | 0o100);
};

/** Regular files of a folder and those below; null where there are too many. */
const filesIn = (folder: string): string[] | null => {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') folders.push(path);
      else if (entry.isFile()) files.push(path);
      if (files.length > maxFiles) return null;
    }
  }
  return files;
};

const isScript = (path: string): boolean => {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    return readSync(file, start, 0, 2, 0) === 2 && start.toString('latin1') === '#!';
  } finally {
    closeSync(file);
  }
};

const scripts = ['install-sh', 'config.guess', 'config.sub', 'missing', 'depcomp', 'compile', 'mkinstalldirs'];

/**
 * Makes what configure and make start by their path executable: archives and some file systems do not keep that it is.
 * @param folder a copy, which may hold links that lead out of it: these are left alone
 */
export const makeStartable = (folder: string): void => {
  for (const place of ['', 'build-aux', 'config']) {
    if (lstatSync(join(folder, place), { throwIfNoEntry: false })?.isDirectory() !== true) continue;
    for (const name of place === '' ? ['configure', ...scripts] : scripts) {
      const path = join(folder, place, name);
      const about = lstatSync(path, { throwIfNoEntry: false });
      if (about?.isFile() && (about.mode & 0o100) === 0) chmodSync(path, (about.mode & 0o777) | 0o100);
    }
  }
};

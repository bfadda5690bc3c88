import { closeSync, cpSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { basename, relative } from 'node:path';
import { isElf } from '../artifact/elf-header.js';
import { skippedFolders } from '../project/project-files.js';

// What other builds left, and what version control keeps; `vendor` and `third_party` are sources.
const left = new Set([...skippedFolders].filter((name) => name !== 'vendor' && name !== 'third_party'));

/**
 * Copies a project's sources, with their times and links as they are, so that a build may write
 * among them. What other builds left behind stays where it is, and so do pipes, sockets and devices.
 * @param inTree whether the build is one that writes among its sources: then objects and programs that an ordinary
 *   build left there stay behind too. To make they would be up to date, and are of another C library.
 * @returns these, relative to `from`
 * @throws the error of the file system
 */
export const copySources = (from: string, to: string, inTree: boolean): readonly string[] => {
  const stale: string[] = [];
  cpSync(from, to, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: (path) => {
      if (path === from) return true;
      if (left.has(basename(path))) return false;
      const about = lstatSync(path);
      const compiled = inTree && isCompiled(path, about);
      if (compiled) stale.push(relative(from, path));
      return isSource(about) && !compiled;
    },
  });
  return stale;
};

const isSource = (about: Stats): boolean => about.isFile() || about.isDirectory() || about.isSymbolicLink();

/** As the shell of `dropCompiled` (recipe/shell.ts) has it. */
const isCompiled = (path: string, about: Stats): boolean => {
  if (!about.isFile()) return false;
  if (path.endsWith('.lo')) return true;
  return (path.endsWith('.o') || (about.mode & 0o100) !== 0) && startsAsElf(path);
};

const startsAsElf = (path: string): boolean => {
  const start = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return isElf(start);
};

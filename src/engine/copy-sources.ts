import { cpSync, lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { skippedFolders } from '../project/project-files.js';

// What other builds left, and what version control keeps; `vendor` and `third_party` are sources.
const left = new Set([...skippedFolders].filter((name) => name !== 'vendor' && name !== 'third_party'));

/**
 * Copies a project's sources, with their times and links as they are, so that a build may write
 * among them. What other builds left behind stays where it is, and so do pipes, sockets and devices.
 * @throws the error of the file system
 */
export const copySources = (from: string, to: string): void => {
  cpSync(from, to, {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: (path) => path === from || (!left.has(basename(path)) && isSource(path)),
  });
};

const isSource = (path: string): boolean => {
  const about = lstatSync(path);
  return about.isFile() || about.isDirectory() || about.isSymbolicLink();
};

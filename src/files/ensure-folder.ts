import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with its parents, by default private to this user. Step by step, since Node's recursive
 * mkdir never returns where the kernel answers ENOENT for a folder that can have no children
 * (below /proc, for one).
 * @throws the error of mkdir(2)
 */
export const ensureFolder = (path: string, mode = 0o700): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) ensureFolder(parent, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
};

import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a folder with all in it, following no symbolic link. Builds leave folders without the
 * right to write (a module cache, a copied store path), which a user who is not root must first open.
 * @param last the entry that says whose folder it is: it goes last, so that a kill leaves nothing without it
 */
export const removeTree = async (path: string, last?: string): Promise<void> => {
  if (last !== undefined) for (const name of await namesIn(path)) if (name !== last) await removeTree(join(path, name));
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  } catch {
    await open(path);
    await rm(path, { recursive: true, force: true });
  }
};

const namesIn = async (path: string): Promise<readonly string[]> => {
  try {
    return await readdir(path);
  } catch {
    return []; // it is gone, or `rm` says what is wrong with it
  }
};

const open = async (path: string): Promise<void> => {
  if (!(await lstat(path)).isDirectory()) return;
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await open(join(path, entry.name));
  }
};

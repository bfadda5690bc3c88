import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedCapture, TextCapture } from '../capture.js';
import type { Environment } from '../expand.js';
import { searchPath } from '../search-path.js';
import { failed, ok } from './errno.js';

/** How long a folder of the search path may take to say what is in it: one on a server that is gone never does. */
const listingTimeoutMs = 500;

/**
 * Finds programs as a shell would; every folder is listed once, since there are many names and few folders.
 * Gives the path; ENOENT where there is no such program, "timeout" where a folder that could hold it did not answer.
 */
export const programFinder = (env: Environment): ((name: string) => Promise<TextCapture | FailedCapture>) => {
  const folders = searchPath(env).map((folder) => ({ folder, names: namesIn(folder) }));
  return async (name) => {
    let silent = false;
    for (const { folder, names } of folders) {
      const known = await names;
      if (known === 'late') silent = true;
      if (known === 'late' || (known && !known.has(name))) continue;
      const path = join(folder, name);
      if (await isProgram(path)) return ok(path);
    }
    return failed(silent ? 'timeout' : 'ENOENT');
  };
};

/** The names in a folder; null where it may be searched but not listed. */
const namesIn = async (folder: string): Promise<ReadonlySet<string> | 'late' | null> => {
  // In the turn after: a process that was busy meanwhile has answers waiting that it has not read.
  const late = new Promise<'late'>((resolve) =>
    setTimeout(() => setImmediate(resolve, 'late'), listingTimeoutMs).unref(),
  );
  try {
    const names = await Promise.race([readdir(folder), late]);
    return names === 'late' ? names : new Set(names);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? null : new Set();
  }
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // no such file, or not to be run by this user
  }
};

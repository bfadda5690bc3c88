import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../expand.js';
import { searchPath } from '../search-path.js';

/** A folder of the search path that does not answer in this time holds no programs. */
const listingTimeoutMs = 500;

/** Finds programs as a shell would; every folder is listed once, since there are many names and few folders. */
export const programFinder = (env: Environment): ((name: string) => Promise<string | null>) => {
  const folders = searchPath(env).map((folder) => ({ folder, names: namesIn(folder) }));
  return async (name) => {
    for (const { folder, names } of folders) {
      const known = await names;
      if (known && !known.has(name)) continue;
      const path = join(folder, name);
      if (await isProgram(path)) return path;
    }
    return null;
  };
};

/** The names in a folder; null where it may be searched but not listed. */
const namesIn = async (folder: string): Promise<ReadonlySet<string> | null> => {
  const late = new Promise<readonly string[]>((resolve) => setTimeout(resolve, listingTimeoutMs, []).unref());
  try {
    return new Set(await Promise.race([readdir(folder), late]));
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

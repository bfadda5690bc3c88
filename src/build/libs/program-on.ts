import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from '../../machine/search-path.js';

/** The path of a program on the search path, or null. */
export const programOn = (env: Readonly<Record<string, string | undefined>>, name: string): string | null => {
  for (const folder of searchPath(env)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // not there, or not to be run by this user
    }
  }
  return null;
};

import { realpathSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

const leadNowhere = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'ELOOP']);

/**
 * Whether a path, once all links on its way are followed, is in a folder: a stranger's project may hold links that
 * lead out of it. Of what is not there yet, or can never be there (below a file, or a link in a circle), its nearest
 * folder counts.
 * @param path absolute
 */
export const isInside = (folder: string, path: string): boolean => {
  try {
    const way = relative(realpathSync(folder), realpathSync(path));
    return way !== '..' && !way.startsWith(`..${sep}`);
  } catch (error) {
    const parent = dirname(path);
    return leadNowhere.has((error as NodeJS.ErrnoException).code) && parent !== path && isInside(folder, parent);
  }
};

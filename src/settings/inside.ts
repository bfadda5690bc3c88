import { realpathSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';

/**
 * Whether a path, once all links on its way are followed, lies in a folder: a stranger's project may hold links that
 * lead out of it. Of what is not there yet its nearest folder counts.
 * @param path absolute
 */
export const isInside = (folder: string, path: string): boolean => {
  try {
    const way = relative(realpathSync(folder), realpathSync(path));
    return way !== '..' && !way.startsWith(`..${sep}`);
  } catch (error) {
    const parent = dirname(path);
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== path && isInside(folder, parent);
  }
};

import { normalize } from 'node:path';

/**
 * Tells whether an absolute path lies in the current folder, whose content may be a stranger's, or is the
 * node_modules/.bin of a folder above it, as npm puts on the search path. Nothing lies in a stranger's folder where the
 * current one holds the home folder, or programs of the system. Pure.
 * @param names the current folder: its real path, and other names of it
 * @param own folders that are the user's or the system's
 */
export const foreignPaths = (names: readonly string[], own: readonly string[]): ((path: string) => boolean) => {
  const here = [...new Set(names)].filter((name) => name.startsWith('/')).map(plain);
  const foreign = here.some((name) => own.some((folder) => isIn(plain(folder), name))) ? [] : here;
  return (path) => {
    if (!path.startsWith('/')) return false;
    const place = plain(path);
    const packages = /^(.*)\/node_modules\/\.bin$/.exec(place)?.[1];
    return foreign.some((name) => isIn(place, name)) || here.some((name) => packages && isIn(name, packages));
  };
};

/** A path without "." and "..", repeated slashes and the last slash. */
const plain = (path: string): string => normalize(path).replace(/(?<=.)\/$/, '');

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

import { normalize } from 'node:path';

/**
 * Whether an absolute path is in the current folder, whose content may be a stranger's, or is the
 * node_modules/.bin of a folder above it, as npm puts on the search path. Nothing is in a stranger's folder where the
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
    if (packages !== undefined && here.some((name) => isIn(name, packages || '/'))) return true;
    return foreign.some((name) => isIn(place, name));
  };
};

/**
 * Whether a text names such a path anywhere: where a word of it begins with a slash, or is an option with a path
 * behind it (-I/path). Words end at whatever is seldom part of a path; the folder itself is known with such characters
 * in its name, too. Pure.
 * @param names as for foreignPaths
 */
export const foreignTexts = (names: readonly string[], own: readonly string[]): ((text: string) => boolean) => {
  const isForeign = foreignPaths(names, own);
  // Those that are longer than one word.
  const folders = names.filter((name) => isForeign(name) && /[^\w.+~%/-]/.test(name)).map(plain);
  return (text) => {
    const single = text.replace(/\/(?:\.?\/)+/g, '/');
    return [...single.matchAll(/[\w.+~%/-]+/g)].some(({ 0: word, index }) => {
      const slash = word.indexOf('/');
      if (slash < 0 || (slash > 0 && !word.startsWith('-'))) return false;
      const path = word.slice(slash);
      if (isForeign(path)) return true;
      const rest = single.slice(index + slash);
      if (folders.some((folder) => rest.startsWith(folder) && !goesOn.test(rest.slice(folder.length)))) return true;
      // A word that leads round about can go on behind its end, where the folder's name has what ends a word.
      const round = path.includes('/..') ? plain(path) : null;
      return (
        round !== null && folders.some((folder) => folder.startsWith(round) && ends.test(folder.slice(round.length)))
      );
    });
  };
};

/** At the start of what follows: more of the same name; the end of a word. */
const goesOn = /^[\w.+~%-]/;
const ends = /^[^\w.+~%/-]/;

/** A path without "." and "..", repeated slashes and the last slash. */
const plain = (path: string): string => normalize(path).replace(/(?<=.)\/$/, '');

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

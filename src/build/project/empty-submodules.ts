import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from '../../files/inside.js';
import { readBounded } from '../../files/read-bounded.js';

const maxBytes = 256 * 1024;

/** The folders of a project's Git submodules in which there is nothing, as after `git clone` alone. */
export const emptySubmodules = (folder: string): string[] => {
  let text: string;
  try {
    text = readBounded(join(folder, '.gitmodules'), maxBytes);
  } catch {
    return []; // it has none
  }
  return [...text.matchAll(/^\s*path\s*=\s*(\S.{0,200}?)\s*$/gm)]
    .map(([, path = '']) => path)
    .filter((path) => isInside(folder, join(folder, path)) && isEmpty(join(folder, path)));
};

const isEmpty = (folder: string): boolean => {
  try {
    return readdirSync(folder).every((name) => name === '.git');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
};

import { makeArena } from '../artifact/byte-source.js';
import { type Difference, differencesOf } from '../artifact/differences.js';
import { readFile } from './inspect-file.js';

/**
 * Where and why two builds of one program differ.
 * @param folder as for `differencesOf`
 * @returns a sentence where one of them cannot be read
 */
export const compareFiles = (first: string, second: string, folder: RegExp): readonly Difference[] | string => {
  const found = readFile(first, (one) => [readFile(second, (other) => differencesOf(one, other, folder), makeArena())]);
  return typeof found === 'string' ? found : (found[0] ?? []);
};

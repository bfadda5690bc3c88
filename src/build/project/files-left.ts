import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from '../../files/read-bounded.js';

const limits = { files: 5000, fileBytes: 8 << 20 };

/** Texts of the files in a folder that a step left, by name. What cannot be read is left out. */
export const filesLeft = ({ folder, names }: { folder: string; names: RegExp }): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  let found: string[];
  try {
    found = readdirSync(folder).filter((name) => names.test(name));
  } catch {
    return texts; // an older tool leaves none
  }
  for (const name of found.slice(0, limits.files)) {
    try {
      texts.set(name, readBounded(join(folder, name), limits.fileBytes));
    } catch {
      // too large, or gone
    }
  }
  return texts;
};

import type { Catalogue } from './catalogue.js';
import { inEnglish, type Spelling } from './spellings.js';

/** A normalised line in English, by the messages that the catalogue knows in other languages. Pure. */
export const english = (line: string, { search, announced }: Catalogue): string => {
  const spellings: Spelling[] = [];
  const bytes = Buffer.from(line);
  search.each(bytes, 0, bytes.length, (needle) => {
    spellings.push(...(announced[needle]?.spellings ?? []));
  });
  return spellings.length === 0 ? line : inEnglish(line, spellings);
};

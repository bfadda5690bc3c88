import { type ByteSource, readRange } from './byte-source.js';

/** A stretch of a file, in bytes. */
export interface Range {
  readonly offset: number;
  readonly size: number;
}

/** Texts to look for, by a few bytes that they share: `at` is where each text has them. */
export interface TextSet {
  readonly groups: readonly {
    readonly shared: Buffer;
    readonly texts: readonly { readonly text: Buffer; readonly at: number }[];
  }[];
}

/** Where a text was found: in these bytes at this index, which is `offset` in the file. */
export interface TextMatch {
  readonly bytes: Buffer;
  readonly index: number;
  readonly offset: number;
}

/** At most this much of a file is searched for marker strings. */
export const maxSearched = 32 * 1024 * 1024;

/** Small enough to stay in the processor's cache while each text is looked for. */
const windowSize = 64 * 1024;
const window = new Uint8Array(windowSize);
/** Windows overlap by this, so no text up to this length is cut in two. */
const overlap = 256;

/** Up to six bytes Node looks for with memchr(3), tens of GB/s, and beyond that with slower searches. */
const sharedLength = 5;
/** So few tell enough, where a text has no more behind its rarest byte. */
const leastShared = 4;

/**
 * memchr(3) stops at each byte that is the first of what is looked for, so that is to be a rare one. The common ones in read-only data
 * and string tables of static programs, the rarest first; what is not named is rarer.
 */
const commonInPrograms = 'wkyxhvbfugm.pdc_nlaoirste\xff\0';
const rarest = (text: string, common: string): number => {
  const ranks = [...text].slice(0, Math.max(1, text.length - leastShared + 1)).map((byte) => common.indexOf(byte));
  return ranks.indexOf(Math.min(...ranks));
};

/**
 * Groups texts of one byte a character for `searchText`; of two that can stand at one place the longer is found.
 * @param common bytes that are common in what is searched, the rarest first
 */
export const textSet = (texts: readonly string[], common = commonInPrograms): TextSet => {
  const groups = new Map<string, { text: Buffer; at: number }[]>();
  for (const text of [...texts].sort((a, b) => b.length - a.length)) {
    const at = rarest(text, common);
    const shared = text.slice(at, at + sharedLength);
    groups.set(shared, [...(groups.get(shared) ?? []), { text: Buffer.from(text, 'latin1'), at }]);
  }
  return {
    groups: [...groups].map(([shared, members]) => ({ shared: Buffer.from(shared, 'latin1'), texts: members })),
  };
};

/** By hand, since most places differ in their first bytes, and a part of the bytes to compare with would be an object each time. */
const standsAt = (text: Buffer, bytes: Buffer, index: number): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text[at] !== bytes[index + at]) return false;
  return true;
};

/**
 * Looks for texts in stretches of a file, window by window, and without making strings of the bytes.
 * @param onMatch gets the first text that stands at a place, and the place; one in an overlap comes twice
 * @returns whether all of the stretches was searched, or only the first `maxSearched` bytes
 */
export const searchText = (
  source: ByteSource,
  ranges: readonly Range[],
  { groups }: TextSet,
  onMatch: (text: string, match: TextMatch) => void,
): boolean => {
  let budget = maxSearched;
  for (const range of ranges) {
    const end = Math.min(range.offset + range.size, source.size);
    for (let at = range.offset; at < end; at += windowSize - overlap) {
      if (budget <= 0) return false;
      const read = readRange(source, at, end - at, windowSize, window);
      if (read.length === 0) break;
      budget -= read.length;
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
      for (const { shared, texts } of groups) {
        for (let seen = bytes.indexOf(shared); seen >= 0; seen = bytes.indexOf(shared, seen + 1)) {
          const found = texts.find(({ text, at }) => standsAt(text, bytes, seen - at));
          const index = seen - (found?.at ?? 0);
          if (found) onMatch(found.text.toString('latin1'), { bytes, index, offset: at + index });
        }
      }
      if (at + read.length >= end) break;
    }
  }
  return true;
};

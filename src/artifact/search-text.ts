import { type ByteSource, readRange } from './byte-source.js';

/** A stretch of a file, in bytes. */
export interface Range {
  readonly offset: number;
  readonly size: number;
}

/** Texts to look for, by the few bytes that they start with. */
export interface TextSet {
  readonly groups: readonly { readonly start: Buffer; readonly texts: readonly Buffer[] }[];
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
const startLength = 5;

/** Groups texts of one byte a character for `searchText`. */
export const textSet = (texts: readonly string[]): TextSet => {
  const groups = new Map<string, Buffer[]>();
  for (const text of texts) {
    const start = text.slice(0, startLength);
    groups.set(start, [...(groups.get(start) ?? []), Buffer.from(text, 'latin1')]);
  }
  return {
    groups: [...groups].map(([start, members]) => ({ start: Buffer.from(start, 'latin1'), texts: members })),
  };
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
      for (const { start, texts } of groups) {
        for (let index = bytes.indexOf(start); index >= 0; index = bytes.indexOf(start, index + 1)) {
          const text = texts.find((one) => one.equals(bytes.subarray(index, index + one.length)));
          if (text) onMatch(text.toString('latin1'), { bytes, index, offset: at + index });
        }
      }
      if (at + read.length >= end) break;
    }
  }
  return true;
};

import { type ByteSource, readRange } from './byte-source.js';
import { Fields } from './fields.js';
import type { Range } from './search-text.js';

/** Which word of the head says where the names of functions begin, by its first four bytes, most significant first. */
const wordOfNames = new Map([
  [0xfffffffa, 2],
  [0xfffffff0, 3],
  [0xfffffff1, 3],
]);
const headSize = 64;

/**
 * Where the names of functions are in a function table of Go: some tenth of it. Null where its head does not say that (before
 * Go 1.16, or not yet known here). Source: runtime/symtab.go, pcHeader.
 */
export const goFunctionNames = (source: ByteSource, { offset, size }: Range, little: boolean): Range | null => {
  const head = readRange(source, offset, Math.min(size, headSize));
  const pointer = head[7];
  if (pointer !== 4 && pointer !== 8) return null;
  const fields = new Fields(head, { little, is64: pointer === 8 });
  const word = wordOfNames.get(fields.u32(0));
  if (word === undefined) return null;
  const [start, end] = [word, word + 1].map((index) => fields.word(8 + index * pointer)) as [number, number];
  // The compilation units come next.
  return start > 0 && end > start && end <= size ? { offset: offset + start, size: end - start } : null;
};

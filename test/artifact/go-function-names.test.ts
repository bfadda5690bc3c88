import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { goFunctionNames } from '../../src/artifact/go-function-names.js';

/** A function table behind 16 other bytes. */
const table = (magic: number, pointer: number, little: boolean, words: readonly number[]) => {
  const bytes = Buffer.alloc(16 + 400, 0xaa);
  const head = bytes.subarray(16);
  head.writeUInt32BE(magic);
  if (little) head.subarray(0, 4).reverse();
  head.set([0, 0, 1, pointer], 4);
  for (const [index, value] of words.entries()) {
    const word = Buffer.alloc(8);
    if (little) word.writeBigUInt64LE(BigInt(value));
    else word.writeBigUInt64BE(BigInt(value));
    head.set(little ? word.subarray(0, pointer) : word.subarray(8 - pointer), 8 + index * pointer);
  }
  return bytes;
};
const namesIn = (bytes: Buffer, little = true) =>
  goFunctionNames(bytesSource(bytes), { offset: 16, size: bytes.length - 16 }, little);

describe('the names in a function table of Go', () => {
  it.each([
    ['Go 1.20, 64 bits', 0xfffffff1, 8, true, [7, 1, 0x401000, 72, 200]],
    ['Go 1.20, 32 bits', 0xfffffff1, 4, true, [7, 1, 0x401000, 72, 200]],
    ['Go 1.18, big endian', 0xfffffff0, 8, false, [7, 1, 0x401000, 72, 200]],
    ['Go 1.16, which has no start of the code', 0xfffffffa, 8, true, [7, 1, 72, 200]],
  ])('are found: %s', (_, magic, pointer, little, words) => {
    expect(namesIn(table(magic, pointer, little, words), little)).toEqual({ offset: 16 + 72, size: 128 });
  });

  it.each([
    ['of Go 1.15, whose names stand among the rest', 0xfffffffb, 8, [7, 1, 0, 72, 200]],
    ['of an unknown release', 0xfffffff2, 8, [7, 1, 0, 72, 200]],
    ['of no size of pointer', 0xfffffff1, 5, [7, 1, 0, 72, 200]],
    ['that end before they begin', 0xfffffff1, 8, [7, 1, 0, 200, 72]],
    ['that end behind the table', 0xfffffff1, 8, [7, 1, 0, 72, 401]],
    ['that begin nowhere', 0xfffffff1, 8, [7, 1, 0, 0, 200]],
  ])('are unknown: %s', (_, magic, pointer, words) => {
    expect(namesIn(table(magic, pointer, true, words))).toBeNull();
  });

  it('are unknown of a table that is cut off', () => {
    expect(namesIn(table(0xfffffff1, 8, true, [7, 1, 0, 72, 200]).subarray(0, 16 + 30))).toBeNull();
  });
});

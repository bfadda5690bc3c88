import { expect, test } from 'vitest';
import type { ByteSource } from '../../src/artifact/byte-source.js';
import { maxRead } from '../../src/artifact/byte-source.js';
import { contentsOf } from '../../src/artifact/contents/contents.js';
import { describe } from '../../src/artifact/describe.js';
import { elfSample } from './elf-sample.js';

const rounds = 200_000;
const maxReads = 2000;
const maxBytes = 40 * 1024 * 1024;

/** A source that fails the test for any read that a careless parser would do. */
const strict = (bytes: Uint8Array) => {
  const count = { reads: 0, bytes: 0 };
  const source: ByteSource = {
    size: bytes.length,
    read: (offset, length) => {
      count.reads += 1;
      count.bytes += length;
      const fine = Number.isInteger(offset) && Number.isInteger(length) && length > 0 && length <= maxRead;
      if (!fine || offset < 0 || offset + length > bytes.length)
        throw new Error(`read of ${length} bytes at ${offset} in a file of ${bytes.length}`);
      return bytes.subarray(offset, offset + length);
    },
  };
  return { source, count };
};

/** Numbers that are the same in each run. Source: xorshift32, G. Marsaglia, "Xorshift RNGs". */
const numbers = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
};

const extremes = [0, 1, 2, 0x7f, 0x80, 0xff];

const samples = [true, false].flatMap((is64) =>
  [true, false].map((little) =>
    elfSample({
      is64,
      little,
      pie: true,
      interpreter: null,
      versions: ['GLIBC_2.31'],
      notes: [{ owner: 'GNU', type: 3, description: new Uint8Array(20) }],
      rodata: '/etc/resolv.conf\0libnss_%s\0No error information\0SQLite format 3\x003.40.1\0\xff Go buildinf:\x08\0',
      sectionNames: ['.go.buildinfo', '.dep-v0', '.comment'],
      symbols: ['__init_libc', 'main', 'exit', 'sqlite3_version', 'ZSTD_versionNumber'],
    }),
  ),
);

test(`${rounds} mutated files: nothing thrown, nothing read out of bounds, work bounded`, () => {
  const random = numbers(0x5eed);
  let most = 0;
  let deep = 0;
  for (let round = 0; round < rounds; round += 1) {
    const original = samples[round % samples.length] ?? new Uint8Array();
    const bytes = original.slice(0, random(8) === 0 ? random(original.length) : undefined);
    // Half of the mutations hit the ELF header and program headers, the others any table.
    for (let n = 1 + random(6); n > 0 && bytes.length > 0; n -= 1) {
      const at = random(2) === 0 ? random(Math.min(bytes.length, 0x180)) : random(bytes.length);
      if (at > 3) bytes[at] = random(2) === 0 ? (extremes[random(extremes.length)] ?? 0) : random(256);
    }
    const { source, count } = strict(bytes);
    const found = describe(source);
    if (round % 20 === 0) contentsOf(source, found);
    if (bytes.length >= 4 && found.format !== 'elf') throw new Error(`round ${round}: ${found.format}`);
    most = Math.max(most, count.reads);
    if (found.libc !== null) deep += 1;
    if (count.reads > maxReads || count.bytes > maxBytes) throw new Error(`round ${round}: ${JSON.stringify(count)}`);
  }
  // Most must get past the header, or the run proves little.
  expect(deep).toBeGreaterThan(rounds / 2);
  expect(most).toBeGreaterThan(5);
  console.info(`${rounds} files, ${deep} read to the end, at most ${most} reads of one`);
});

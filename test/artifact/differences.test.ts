import { expect, test } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { differencesOf } from '../../src/artifact/differences.js';
import { elfSample, type SampleOptions } from './elf-sample.js';

const between = (first: SampleOptions, second: SampleOptions) =>
  differencesOf(bytesSource(elfSample(first)), bytesSource(elfSample(second)), /build-[a-z]+/).map(
    ({ section, cause }) => [section, cause],
  );
const texts = (first: string, second: string) => between({ rodata: first }, { rodata: second });

test('the same bytes differ nowhere', () => {
  expect(texts('a text\0another', 'a text\0another')).toEqual([]);
});

test('paths, dates, order and numbers are distinguished', () => {
  expect(texts('/tmp/build-one/x.c\0', '/tmp/build-two/x.c\0')).toEqual([['.rodata', 'path']]);
  expect(texts('at Nov 30 2026\0', 'at Dec  1 2026\0')).toEqual([['.rodata', 'date']]);
  expect(texts('at 13:10:01\0', 'at 13:10:02\0')).toEqual([['.rodata', 'date']]);
  expect(texts('zebra\0apple\0', 'apple\0zebra\0')).toEqual([['.rodata', 'order']]);
  expect(texts('seed 1f2e3d4c\0', 'seed 5a6b7c8d\0')).toEqual([['.rodata', 'number']]);
  expect(texts('one thing\0', 'two thing\0')).toEqual([['.rodata', 'content']]);
});

test('what another length moves comes after its cause, and the build id last', () => {
  const id = (byte: number) => [{ owner: 'GNU', type: 3, description: new Uint8Array(20).fill(byte) }];
  const moved = between(
    { rodata: '/build-a/x\0', symbols: ['main'], notes: id(1), notesBySection: true },
    { rodata: '/build-aaaaaaaaaaaaaaaaaaaaaa/x\0', symbols: ['main', 'exit'], notes: id(2), notesBySection: true },
  );
  expect(moved[0]).toEqual(['.rodata', 'path']);
  expect(moved.length).toBeGreaterThan(1);
});

test('a difference outside of sections, or of what is no ELF file, is one, too', () => {
  const [first, second] = [elfSample(), elfSample()];
  second[9] = 1;
  expect(differencesOf(bytesSource(first), bytesSource(second), /x/)).toMatchObject([{ section: null }]);
  expect(differencesOf(bytesSource(Buffer.from('a')), bytesSource(Buffer.from('b')), /x/)).toHaveLength(1);
});

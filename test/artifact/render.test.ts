import { expect, test } from 'vitest';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { describe } from '../../src/artifact/describe.js';
import { type Palette, renderArtifacts } from '../../src/artifact/render.js';
import { elfSample, type SampleOptions } from './elf-sample.js';

const same = (text: string) => text;
const plain: Palette = { good: same, bad: same, warn: same, dim: same, bold: same };
const file = (path: string, options: SampleOptions) => ({ path, ...describe(bytesSource(elfSample(options))) });

test('hostile names and loaders print no escape sequences', () => {
  const text = renderArtifacts(
    [file('a\x1b]0;owned\x07\nb', { interpreter: '/lib/\x1b[2J\u202e', needed: ['\x1b[31mlib\n'], pie: true })],
    [{ path: 'a', name: '\x1b[1m', holds: false, checked: true, found: '\x9b31m' }],
    plain,
    true,
  );
  expect(text).not.toMatch(/[\x1b\x9b\x07\u202e]/);
});

test('several programs are compared by bars, one is not', () => {
  const one = renderArtifacts([file('/x/small', {})], [], plain, false);
  expect(one).not.toContain('█');
  const two = renderArtifacts([file('/x/small', {}), file('/x/large', { rodata: 'x'.repeat(4000) })], [], plain, false);
  const length = (name: string) =>
    /█+/.exec(two.split('\n').find((line) => line.startsWith(`  ${name}`)) ?? '')?.[0].length ?? 0;
  expect(length('large')).toBe(24);
  expect(length('small')).toBeLessThan(length('large'));
});

test('a static program with a loader, and a dynamic one without, are warned of', () => {
  const text = (options: SampleOptions) => renderArtifacts([file('x', options)], [], plain, false);
  expect(text({ interpreter: '/lib/ld-musl-x86_64.so.1', pie: true })).toMatch(
    /names a loader: from Go by -buildmode=pie .*, from C linked "static" with a loader by mistake/s,
  );
  expect(text({ needed: ['libstdc++.so.6'], pie: true })).toContain('names no loader');
  // klibc links its programs so.
  expect(text({ interpreter: '/usr/lib/klibc-cbxFsLVJ9bt_YYfJZGrxjofFc_w.so' })).not.toContain('names a loader');
});

test.each([80, 40, 30])('keeps its bars within %i columns', (columns) => {
  const small = file('/x/small', {});
  const large = file('/x/a-very-long-name-of-a-program-that-goes-on-and-on', { rodata: 'x'.repeat(4000) });
  const bars = renderArtifacts([small, large], [], plain, false, columns)
    .split('\n')
    .filter((line) => line.includes('█'));
  expect(bars).toHaveLength(2);
  for (const line of bars) {
    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line).toMatch(/ [\d.]+ (?:B|KiB)$/);
  }
});

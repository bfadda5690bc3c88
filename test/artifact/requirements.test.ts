import { describe, expect, test } from 'vitest';
import type { Artifact } from '../../src/artifact/artifact.js';
import { bytesSource } from '../../src/artifact/byte-source.js';
import { describe as describeBytes } from '../../src/artifact/describe.js';
import { checkRequirements, parseRequirements, withStarted } from '../../src/artifact/requirements.js';
import { UsageError } from '../../src/errors.js';
import { elfSample, type SampleOptions } from './elf-sample.js';

const artifact = (options: SampleOptions): Artifact => ({
  path: 'x',
  ...describeBytes(bytesSource(elfSample(options))),
});
const holds = (file: Artifact, text: string) => checkRequirements(file, parseRequirements(text)).map((r) => r.holds);
const musl = artifact({ entryCode: '4831ed4889e7488d35000000004883e4f0e8', symbols: ['main'] });
const dynamic = artifact({
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libc.so.6'],
  versions: ['GLIBC_2.31'],
  pie: true,
});

describe('what holds', () => {
  test.each([
    [
      musl,
      'static,musl,x86_64,amd64,x86-64,no-upx,no-debug,no-interpreter,no-glibc,not-stripped,no-runtime-needs',
      true,
    ],
    [musl, 'max-size=1MB', true],
    [musl, 'max-size=1KiB', false],
    [musl, 'glibc<=2.17', true],
    [musl, 'static-pie', false],
    [musl, 'glibc', false],
    [musl, 'aarch64', false],
    [musl, 'stripped', false],
    [musl, 'build-id', false],
    [dynamic, 'dynamic,glibc,x86_64,glibc<=2.31,glibc<=2.100', true],
    [dynamic, 'glibc<=2.9', false],
    [dynamic, 'static', false],
    [dynamic, 'no-interpreter', false],
    [dynamic, 'no-runtime-needs', false],
  ])('%# %s', (file, text, expected) => {
    expect(new Set(holds(file, text))).toEqual(new Set([expected]));
  });

  test('sizes: decimal and binary units', () => {
    const size = (text: string, sizeBytes: number) => holds({ ...musl, sizeBytes }, `max-size=${text}`)[0];
    expect(size('3MB', 3_000_000)).toBe(true);
    expect(size('3MB', 3_000_001)).toBe(false);
    expect(size('3MiB', 3_145_728)).toBe(true);
    expect(size('1.5k', 1500)).toBe(true);
    expect(size('100', 101)).toBe(false);
  });

  test('what a file does not tell is neither, and said so', () => {
    const half: Artifact = { ...musl, stripped: null, debugInfo: null };
    for (const { holds, checked, found } of checkRequirements(
      half,
      parseRequirements('stripped,not-stripped,debug,no-debug'),
    ))
      expect([holds, checked, found]).toEqual([false, false, 'unknown']);
  });

  test('a packed file does not tell what is inside it, only that it is packed', () => {
    const packed: Artifact = { ...musl, packer: 'upx', libc: 'unknown' };
    const hidden = 'static,no-interpreter,musl,no-glibc,stripped,no-debug,no-runtime-needs,glibc<=2.31';
    for (const { holds, checked, found } of checkRequirements(packed, parseRequirements(hidden)))
      expect([holds, checked, found]).toEqual([false, false, 'packed by UPX: its contents are hidden']);
    expect(holds(packed, 'upx,x86_64,no-upx')).toEqual([true, true, false]);
  });

  test('a packed file that started in an empty root is static, and no more is known of it', () => {
    const results = checkRequirements({ ...musl, packer: 'upx' }, parseRequirements('static,musl'));
    expect(withStarted(results, new Set(['x'])).map(({ holds, checked }) => [holds, checked])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(withStarted(results, new Set(['y']))).toEqual(results);
  });

  test('a start proves nothing of what is known to be otherwise', () => {
    const results = checkRequirements(dynamic, parseRequirements('static'));
    expect(withStarted(results, new Set(['x']))).toEqual(results);
  });

  test('a C library that cannot be determined is neither', () => {
    const open: Artifact = { ...musl, libc: 'unknown' };
    for (const { holds, checked } of checkRequirements(open, parseRequirements('musl,glibc,no-glibc')))
      expect([holds, checked]).toEqual([false, false]);
  });

  test('x32 is not x86_64; mipsel is not mips', () => {
    const x32 = artifact({ is64: false });
    expect(holds(x32, 'x86_64,x32')).toEqual([false, true]);
    const mipsel = artifact({ is64: false, machine: 8 });
    expect(holds(mipsel, 'mips,mipsel')).toEqual([false, true]);
  });

  test('what is no ELF file, or a damaged one, meets nothing, not even a negative', () => {
    const script: Artifact = { path: 'x', ...describeBytes(bytesSource(Buffer.from('#!/bin/sh\n'))) };
    const cut: Artifact = { path: 'x', ...describeBytes(bytesSource(elfSample().subarray(0, 200))) };
    for (const file of [script, cut])
      expect(holds(file, 'no-upx,no-interpreter,max-size=1GB')).toEqual([false, false, false]);
  });
});

describe('what is not known', () => {
  test.each(['', 'statik', 'static,', 'max-size=', 'max-size=3XB', 'glibc<=x', 'constructor', '__proto__', 'toString'])(
    '%j',
    (text) => {
      expect(() => parseRequirements(text)).toThrow(UsageError);
      expect(() => parseRequirements(text)).toThrow(/Supported/);
    },
  );
});

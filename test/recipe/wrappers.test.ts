import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { planLibrary } from '../../src/libs/plan-library.js';
import { type LibraryRecipe, recipeFor } from '../../src/libs/recipes.js';
import { toolWords, wrappersFor } from '../../src/recipe/wrappers.js';
import { rungs } from '../../src/rungs/registry.js';
import type { HelperFile, Toolchain } from '../../src/rungs/toolchain.js';

const base = mkdtempSync(join(tmpdir(), 'mw-wrappers-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** zig's tools for an architecture, with a compiler that prints its words, one a line. */
const zigFor = (arch: string): Toolchain => {
  const { builds } = rungs.zig;
  if (builds.where !== 'here') throw new Error('zig builds here');
  const programs = { cc: ['printf', '%s\\n'], cxx: ['printf', '%s\\n'], ar: ['true'], ranlib: ['true'] };
  return { ...builds.toolchain(programs, arch, arch), cc: programs.cc, cxx: programs.cxx };
};

/** Writes scripts into a folder of its own and calls one. */
const call = (files: readonly HelperFile[], name: string, words: readonly string[]): string[] => {
  const folder = mkdtempSync(join(base, 'call-'));
  mkdirSync(join(folder, 'bin'));
  for (const { path, content } of files) {
    const parts = path.split('/');
    writeFileSync(join(folder, 'bin', parts.at(-1) as string), content, { mode: 0o755 });
  }
  return execFileSync(join(folder, 'bin', name), words, { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
};

const folders = { source: '/s', build: '/b', stage: '/d' };
const library = (tools: Toolchain) =>
  planLibrary({ recipe: recipeFor('zlib') as LibraryRecipe, tools, folders, jobs: 1, configured: true }).files;
const kinds: readonly (readonly [string, (tools: Toolchain) => readonly HelperFile[], readonly string[]])[] = [
  ['make and configure', (tools) => toolWords(tools, { build: '/b', cxx: true, pkgConfig: false }).files, ['--static']],
  ['cargo and CMake', wrappersFor, []],
  ['a library', library, ['-static']],
];

describe.each(kinds)('the compiler of zig for %s', (_, filesFor, own) => {
  const files = filesFor(zigFor('x86_64'));

  it.each(['cc', 'c++'])('%s gets features of the processor for what it compiles, not for musl', (name) => {
    const words = ['-O2', '-mavx2', '-c', 'a file.c', '-msse4.1', '-mno-avx', '-o', '*'];
    const clang = (feature: string) => ['-Xclang', '-target-feature', '-Xclang', feature];
    expect(call(files, name, words)).toEqual([
      ...own,
      '-g0',
      '-O2',
      ...clang('+avx2'),
      '-c',
      'a file.c',
      ...clang('+sse4.1'),
      ...clang('-avx'),
      '-o',
      '*',
    ]);
  });

  it.each([
    [
      ['-O2', '-fPIC', 'a.c', '-o', 'a'],
      ['-O2', 'a.c', '-o', 'a'],
    ],
    [
      ['-fPIE', 'a.o', 'b c.o'],
      ['a.o', 'b c.o'],
    ],
    [['-c', '-fPIC', 'a.c'], null],
    [['-fPIE', '-pie', 'a.c'], null],
    [['-static-pie', '-fPIE', 'a.c'], null],
    [['-O2', '-fPICky', 'a.c'], null],
  ])('%j is linked with the same musl as a program without them', (words, expected) => {
    expect(call(files, 'cc', words)).toEqual([...own, '-g0', ...(expected ?? words)]);
  });

  it('makes a shared library of position-independent code', () => {
    expect(call(files, 'cc', ['-shared', '-fPIC', 'a.c'])).toContain('-fPIC');
  });

  it('gets every other word as it is', () => {
    const words = ['-march=native', '-m64', '-mtune=generic', '-mavx3', '-m', 'avx2', '+avx2', '-DX=-mavx2', ''];
    expect(call(files, 'cc', [...words, 'x'])).toEqual([...own, '-g0', ...words, 'x']);
  });

  it('gets no feature of x86 told for another processor', () => {
    expect(call(filesFor(zigFor('aarch64')), 'cc', ['-mavx2', 'a.c'])).toEqual([...own, '-g0', '-mavx2', 'a.c']);
  });

  it.each([['-g'], ['-O0', '-ggdb3'], ['-gdwarf-4', '-c']])(
    'writes debug information where it is asked for: %s',
    (...words) => {
      expect(call(files, 'cc', [...words, 'a.c'])).toEqual([...own, ...words, 'a.c']);
    },
  );
});

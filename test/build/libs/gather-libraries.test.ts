import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BuiltLibrary } from '../../../src/build/libs/cache.js';
import { gatherLibraries } from '../../../src/build/libs/gather-libraries.js';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-gather-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const library = (id: string): BuiltLibrary => {
  const folder = join(base, 'cache', id);
  for (const name of ['include', 'lib/pkgconfig']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'include', `${id}.h`), id);
  writeFileSync(join(folder, 'lib', `lib${id}.a`), id);
  symlinkSync(`lib${id}.a`, join(folder, 'lib', `lib${id}w.a`));
  return {
    id,
    version: '1',
    rung: 'zig',
    arch: 'x86_64',
    compiler: ['zig', 'cc'],
    source: 'a test',
    builtAt: '2026-12-01T00:00:00.000Z',
    ran: true,
    sizeBytes: 1,
    key: id,
    folder,
  };
};
const names = (folder: string) => readdirSync(folder).sort();

it('puts the headers and archives of all into one folder', () => {
  const into = join(base, 'deep/libraries');
  gatherLibraries([library('z'), library('ncurses')], into);
  expect(names(join(into, 'include'))).toEqual(['ncurses.h', 'z.h']);
  expect(names(join(into, 'lib'))).toEqual(['libncurses.a', 'libncursesw.a', 'libz.a', 'libzw.a', 'pkgconfig']);
  expect(readFileSync(join(into, 'lib/libzw.a'), 'utf8')).toBe('z');
  expect(names(join(base, 'deep'))).toEqual(['libraries']);
});

it('replaces as a whole what it made before', () => {
  const into = join(base, 'libraries');
  gatherLibraries([library('z')], into);
  gatherLibraries([library('expat')], into);
  expect(names(join(into, 'include'))).toEqual(['expat.h']);
  expect(names(base)).toEqual(['cache', 'libraries']);
});

it('takes an empty folder', () => {
  const into = join(base, 'libraries');
  mkdirSync(into);
  gatherLibraries([library('z')], into);
  expect(names(join(into, 'include'))).toEqual(['z.h']);
});

it("leaves somebody's own folder as it is", () => {
  const into = join(base, 'libraries');
  mkdirSync(into);
  writeFileSync(join(into, 'mine'), 'mine');
  expect(() => gatherLibraries([library('z')], into)).toThrow('is not empty, and nothing was copied to it');
  expect(names(into)).toEqual(['mine']);
});

it.each(['file', 'file/below'])('says what is in the way of %s', (name) => {
  writeFileSync(join(base, 'file'), 'mine');
  expect(() => gatherLibraries([library('z')], join(base, name))).toThrow('The libraries could not be copied');
  expect(readFileSync(join(base, 'file'), 'utf8')).toBe('mine');
  expect(existsSync(join(base, 'libraries'))).toBe(false);
});

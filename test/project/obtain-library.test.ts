import { describe, expect, it } from 'vitest';
import { type Asking, fixesForLibrary, makeFix } from '../../src/project/obtain-library.js';
import { type Package, packageById } from '../../src/project/packages.js';
import type { RungId } from '../../src/rungs/registry.js';

const fixes = (id: string, rung: RungId, asking: Partial<Asking> = {}) =>
  fixesForLibrary(packageById(id) as Package, rung, { without: [], configured: false, ...asking }).map(
    ({ title, commands, needsRoot, runnable }) => ({ title, command: commands.join('; '), needsRoot, runnable }),
  );

it('is a hint where there is nothing to run, and needs no root unless that is said', () => {
  expect(makeFix('x', [], false)).toMatchObject({ runnable: false, needsRoot: false, undo: null });
  expect(makeFix('x', ['true'], true)).toMatchObject({ runnable: true, needsRoot: true });
});

describe('a library is had', () => {
  it('by a package of this system, as root', () => {
    const [install] = fixes('zlib', 'glibc-static');
    expect(install).toMatchObject({ needsRoot: true, command: expect.stringMatching(/zlib1g-dev/) });
  });

  it('by another rung where the own one has none, which needs no root', () => {
    const [other] = fixes('zlib', 'zig');
    expect(other).toMatchObject({
      command: 'musl-wizard choose --rung alpine --yes',
      needsRoot: false,
      runnable: true,
    });
    expect(other?.title).toMatch(
      /: build where zlib is built for the same C library \(.*alpine.*\), or build without it/,
    );
  });

  it('by none where no rung has it', () => {
    expect(fixes('pam', 'alpine')[0]?.command).not.toContain('--rung alpine');
  });
});

describe('a configure that finds it, and does not know what it depends on,', () => {
  const listed = (id: string, rung: RungId, configured: boolean) =>
    fixes(id, rung, { configured }).filter(({ title }) => title.includes('LIBS'));
  it('is given that, where there is such and the library can be there', () => {
    expect(listed('readline', 'glibc-static', true)).toMatchObject([
      { command: expect.stringMatching(/^LIBS='(-l\S+ ?)+' musl-wizard build$/), needsRoot: false },
    ]);
    expect(listed('readline', 'glibc-static', false)).toEqual([]);
    expect(listed('readline', 'zig', true)).toEqual([]);
    expect(listed('readline', 'alpine', true)).toEqual([]);
    expect(listed('zlib', 'glibc-static', true)).toEqual([]);
  });
});

describe('a project goes without', () => {
  const without = [
    { id: 'zlib', without: '--without-zlib' },
    { id: 'own', without: null },
    { id: 'curl', without: '--disable-curl' },
  ];
  const last = (rung: RungId, given = without) => fixes('zlib', rung, { without: given }).at(-1);
  it('by the words that are known, all at once', () => {
    expect(last('glibc-static')).toEqual({
      title: 'Or build without zlib, curl.',
      command: 'musl-wizard build -- --without-zlib --disable-curl',
      needsRoot: false,
      runnable: true,
    });
  });
  it('not in a derivation, which gets no words, and not where no word is known', () => {
    expect(last('pkgs-musl')?.title).not.toMatch(/^Or build without/);
    expect(last('glibc-static', without.slice(1, 2))?.title).not.toMatch(/^Or build without/);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whyOfMusl } from '../../src/artifact/glibc-differences.js';
import { hintsOf, type MuslHint, muslHints } from '../../src/artifact/musl-hints.js';
import { keepHints, type SavedSetup } from '../../src/project/setup.js';

const of = (...what: string[]) => ({
  libc: 'musl' as const,
  linkage: 'static' as const,
  runtimeNeeds: [],
  stripped: false,
  glibcDifferences: what.map((each) => ({ what: each, why: '' })),
});

describe('hints on a static musl program', () => {
  it.each<[string[], MuslHint[]]>([
    [[], []],
    [['sorting', 'error texts'], []],
    [
      ['thread stacks', 'allocator'],
      ['allocator', 'thread-stacks'],
    ],
    [
      ['name resolution', 'locales', 'character sets', 'time zones'],
      ['name-resolution', 'locales', 'character-sets', 'time-zones'],
    ],
  ])('by %j', (differences, expected) => {
    expect(hintsOf(of(...differences), false)).toEqual([...expected, 'size']);
  });

  it('of Rust, of dlopen, and of one that is small', () => {
    expect(hintsOf(of(), true)).toEqual(['rust-default', 'size']);
    expect(hintsOf({ ...of(), runtimeNeeds: [{ kind: 'machine', what: 'dlopen', why: '' }] }, false)).toEqual([
      'dlopen',
      'size',
    ]);
    expect(hintsOf({ ...of(), stripped: true }, false)).toEqual([]);
  });

  it('says of a stripped one that it is unknown', () => {
    expect(hintsOf({ ...of(), stripped: true, glibcDifferences: null }, false)).toEqual(['stripped']);
  });

  it('says nothing of other programs', () => {
    for (const other of [{ libc: 'glibc' }, { libc: 'none' }, { libc: null }, { linkage: 'dynamic' }] as const)
      expect(hintsOf({ ...of('locales'), ...other }, true)).toEqual([]);
  });
});

it('each is about a difference that is known, and docs/musl.md has it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/musl.md'), 'utf8');
  for (const { difference, title, advice } of Object.values(muslHints)) {
    if (difference !== null) expect(whyOfMusl(difference)).not.toBe(difference);
    expect(page).toContain(`| ${title} | ${difference === null ? '' : `${whyOfMusl(difference)}. `}${advice} |`);
  }
});

describe('each hint is said once', () => {
  const setup = (hints?: readonly MuslHint[]): SavedSetup => ({
    schema: 'musl-wizard.setup/1',
    rung: 'zig',
    upx: false,
    options: {},
    project: '/p',
    provedAt: '2026-12-01T00:00:00.000Z',
    proof: { sizeBytes: 1, libc: 'musl', durationMs: 1, ...(hints ? { hints } : {}) },
    basis: {},
  });

  it('at the first save, and what is new at the next', () => {
    const first = keepHints(setup(['size', 'dlopen']), null);
    expect(first.hints).toEqual(['size', 'dlopen']);
    const second = keepHints(setup(['dlopen', 'locales']), first.setup);
    expect(second.hints).toEqual(['locales']);
    expect(keepHints(setup(), second.setup)).toEqual({ setup: second.setup, hints: [] });
  });

  it('and nothing is kept where there was none', () => {
    expect(keepHints(setup(), null)).toEqual({ setup: setup(), hints: [] });
  });
});

import { describe, expect, it } from 'vitest';
import { fitMark, keptLine, projectLine } from '../../src/presentation/project.js';
import type { Need, ProjectNeeds } from '../../src/project/needs.js';

const library = (id: string, required = true): Need => ({
  kind: 'library',
  id,
  required,
  evidence: { file: 'Makefile', line: 1 },
});
const project = (...needs: Need[]): ProjectNeeds => ({
  name: 'hello',
  languages: ['c', 'cxx'],
  buildSystem: 'make',
  needs,
});

describe('a project in one row', () => {
  it.each<[ProjectNeeds, string]>([
    [project(), 'hello: C, C++, make'],
    [project(library('zlib'), library('x11', false)), 'hello: C, C++, make; needs zlib'],
    [project(...'abcdef'.split('').map((id) => library(id))), 'hello: C, C++, make; needs a, b, c, d, 2 more'],
    [{ ...project(), buildSystem: null }, 'hello: C, C++, several build systems'],
    [{ ...project(), languages: ['go'], buildSystem: 'go' }, 'hello: Go'],
    [{ ...project(), name: 'a\x1b[2Jb' }, 'hello: C, C++, make'.replace('hello', 'a[2Jb')],
  ])('%#', (needs, row) => {
    const shown = projectLine(needs);
    expect(shown).not.toMatch(/[\x00-\x1f]/);
    if (!needs.name.includes('\x1b')) expect(shown).toBe(row);
  });
});

describe('whether a rung has what a project needs', () => {
  const fitting = (fits: boolean | null) => ({ fits, supplies: [] });

  it.each([
    [true, 'zlib ✓'],
    [false, 'zlib ✗'],
    [null, 'zlib ?'],
  ])('fits %s: %s', (fits, word) => {
    expect(fitMark(project(library('zlib')), fitting(fits))?.word).toBe(word);
  });

  it('marks a library that is built from source first', () => {
    const supplies = [{ id: 'zlib', supply: 'buildable', how: '' }] as const;
    expect(fitMark(project(library('zlib')), { fits: false, supplies })?.word).toBe('zlib ~');
    expect(
      fitMark(project(library('zlib'), library('openssl')), {
        fits: false,
        supplies: [...supplies, { id: 'openssl', supply: 'none', how: '' }],
      })?.word,
    ).toBe('2 libraries ✗');
  });

  it('counts several, leaves out what is optional, and says nothing where nothing is needed', () => {
    const several = project(library('zlib'), library('openssl'), library('x11', false));
    expect(fitMark(several, fitting(false))?.word).toBe('2 libraries ✗');
    expect(fitMark(project(library('x11', false)), fitting(true))).toBeNull();
    expect(fitMark(null, fitting(true))).toBeNull();
    expect(fitMark(several, undefined)).toBeNull();
  });
});

describe('what an earlier run saved', () => {
  const now = 10 * 86_400_000;
  const built = (outcome: 'passed' | 'failed', ms: number) => ({ outcome, atMs: now - ms });

  it.each([
    [null, 'Saved for this project: zig; not built yet.'],
    [built('passed', 30_000), 'Saved for this project: zig; built just now.'],
    [built('passed', 2 * 3_600_000), 'Saved for this project: zig; built 2 h ago.'],
    [built('failed', 5 * 86_400_000), 'Saved for this project: zig; the last build failed 5 days ago.'],
  ])('%j: %s', (lastBuild, row) => {
    expect(keptLine({ rung: 'zig', from: 'project', options: {}, upx: false, lastBuild }, now)).toBe(row);
  });
});

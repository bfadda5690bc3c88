import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ambiguous, nameFaults, parse, unusualIn } from '../scripts/names.mjs';

describe('names', () => {
  it('of exports have one meaning each, and no name has a word to be learned', () => {
    expect(nameFaults()).toEqual([]);
  });

  it('that mean two things are found', () => {
    const files = {
      'a.ts': 'export interface Place { x: 1 }\nexport const run: Command<A> = f;\nexport { b } from "./b.js";',
      'b.ts': 'export type Place = 1;\nexport const run: Command<B> = f;\nexport const b = 1;',
      'c.ts': 'export const b = 2, c = 3;',
    };
    const programs = new Map(Object.entries(files).map(([file, code]) => [file, parse(code, file)]));
    expect(ambiguous(programs)).toEqual(['Place: a.ts, b.ts', 'b: b.ts, c.ts']);
  });

  it.each([
    ['canBeMendedHere', 1],
    ['FlowWorldOptions', 1],
    ['recourse', 0],
    ['remedy', 0],
    ['remedyOf', 1],
    ['lane', 1],
  ])('%s has %i unusual words', (name, count) => {
    expect(unusualIn(name)).toHaveLength(count);
  });
});

describe('the glossary', () => {
  const [, glossary = ''] = readFileSync('docs/architecture.md', 'utf8').split(/^## Glossary\n/m);
  const entries = [...(glossary.split(/^## /m)[0] ?? '').matchAll(/^- \*\*([^*]+)\*\*(?: \(`([^`]+)`\))?: (.+)$/gm)];

  it('has at most 25 terms, a line and one word each', () => {
    expect(entries.length).toBeGreaterThan(15);
    expect(entries.length).toBeLessThanOrEqual(25);
    expect(new Set(entries.map(([, term]) => term)).size).toBe(entries.length);
  });

  it.each(entries.flatMap(([, term = '', code]) => (code ? [[term, code] as const] : [])))('%s is %s', (_, code) => {
    const [, name, file] = /^(\w+) in (src\/\S+)$/.exec(code) ?? [];
    expect(readFileSync(file ?? code, 'utf8')).toMatch(
      new RegExp(`^export (?:interface|type|const|class) ${name}\\b`, 'm'),
    );
  });
});

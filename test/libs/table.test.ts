import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recipes } from '../../src/libs/recipes.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/libraries.md'), 'utf8');
const rows = Array.from(
  text.matchAll(/^\| ([a-z0-9][\w.+-]*) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
  ([, ...cells]) => cells,
);

it('has a row for every recipe, in the order of flows/libraries.yaml', () => {
  expect(rows.map(([id]) => id).filter((id) => id !== 'library')).toEqual(recipes.map(({ id }) => id));
});

it.each(recipes.map(({ id }) => id))('says of %s by which compilers it was built, or why not', (id) => {
  const [, version, ...words] = rows.find(([name]) => name === id) ?? [];
  for (const word of words) expect(word).toMatch(/^(?:yes|no: \S.*|not tried)$/);
  // A library that was built has a version.
  expect(words.includes('yes')).toBe(version !== '–');
});

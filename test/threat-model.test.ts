import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const model = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');

it('names tests that are there, for each defence one', () => {
  const named = [...model.matchAll(/`((?:test|src|fixtures)\/[^`]+)`/g)].map(([, path = '']) => path);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const rows = model.split('\n').filter((line) => /^\| \d/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/`test\/[^`]+`[^|]*\|$/.test(row))).toEqual([]);
});

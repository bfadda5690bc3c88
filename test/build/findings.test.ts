import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findingIds, isFindingId } from '../../src/diagnosis/catalogue.js';

const folder = join(import.meta.dirname, '../../src/build');

/** Ids that the canaries write into their results: `findings: ['ID']`, `finding: 'ID'`, `findings.push('ID')`. */
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...readFileSync(join(folder, name), 'utf8').matchAll(/\bfindings?(?:: \[?|\.push\()((?:'[\w-]+'(?:, )?)+)/g),
  ])
  .flatMap(([, list = '']) => list.split(/[', ]+/).filter((id) => id !== ''));

test('no canary reports a finding that the catalogue does not know', () => {
  expect(sources.length).toBeGreaterThan(5);
  expect(sources.filter((id) => !isFindingId(id))).toEqual([]);
});

test('every finding that the catalogue has for canaries is reported by one', () => {
  expect(findingIds.filter((id) => id.startsWith('canary-') && !sources.includes(id))).toEqual([]);
});

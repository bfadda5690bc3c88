import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

it('finds nothing in a healthy build that speaks of errors on every line', () => {
  const log = readFileSync(join(import.meta.dirname, '../../fixtures/logs/healthy-build.log'));
  const { diagnoses, unknown, lines } = explainText(log);
  expect({ diagnoses, unknown }).toEqual({ diagnoses: [], unknown: [] });
  expect(lines).toBe(24);
});

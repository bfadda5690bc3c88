import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

const folder = join(import.meta.dirname, '../../fixtures/logs/healthy');

it.each(readdirSync(folder))('finds nothing in a healthy build that speaks of errors: %s', (name) => {
  const { diagnoses, unknown } = explainText(readFileSync(join(folder, name)));
  expect({ diagnoses, unknown }).toEqual({ diagnoses: [], unknown: [] });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { sharedFolder } from '../support/shared-folder.js';

const folders = [join(import.meta.dirname, '../../fixtures/logs/healthy'), sharedFolder('healthy')].filter(
  (folder) => folder !== null,
);
const logs = folders.flatMap((folder) => readdirSync(folder).map((name) => [name, join(folder, name)] as const));

it.each(logs)('finds nothing in a healthy build that speaks of errors: %s', (_, path) => {
  const { diagnoses, unknown } = explainText(readFileSync(path));
  expect({ diagnoses, unknown }).toEqual({ diagnoses: [], unknown: [] });
});

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

interface Labelled {
  readonly id: string;
  readonly log: string;
  readonly cause: string;
  readonly also: readonly string[];
}

// The labelled logs belong to their authors and lie beside the repository (or above it), not in it.
const ancestors = (folder: string): string[] => {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...ancestors(parent)];
};
const places = process.env.MUSL_WIZARD_CORPUS
  ? [process.env.MUSL_WIZARD_CORPUS]
  : ancestors(import.meta.dirname).map((folder) => join(folder, 'shared/corpus'));
const file = places.map((place) => join(place, 'logs.jsonl')).find((path) => existsSync(path));
const logs: Labelled[] = file
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Labelled)
  : [];

describe.skipIf(logs.length === 0)('labelled logs', () => {
  it.each(logs)('$id: $cause', ({ log, cause, also }) => {
    const [first] = explainText(log).diagnoses;
    expect([cause, ...also]).toContain(first?.cause);
  });
});

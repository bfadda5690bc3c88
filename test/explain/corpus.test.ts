import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { sharedFolder } from '../support/shared-folder.js';

interface Labelled {
  readonly id: string;
  readonly log: string;
  readonly cause: string;
  readonly also: readonly string[];
}

// The labelled logs belong to their authors and lie beside the repository (or above it), not in it.
const place = process.env.MUSL_WIZARD_CORPUS ?? sharedFolder('corpus');
const file = place === null ? null : join(place, 'logs.jsonl');
const logs: Labelled[] = file
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Labelled)
  : [];

describe.skipIf(logs.length === 0)('labelled logs (needs MUSL_WIZARD_CORPUS)', () => {
  it.each(logs)('$id: $cause', ({ log, cause, also }) => {
    const [first] = explainText(log).diagnoses;
    expect([cause, ...also]).toContain(first?.cause);
  });
});

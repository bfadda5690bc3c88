import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';

/**
 * Failing builds by the real tools of the lab. A file is named after the cause (or the causes that
 * cannot be distinguished from the log alone, with a plus between), then the way it was made.
 */
const folder = join(import.meta.dirname, '../../fixtures/logs/held-out');
const logs = readdirSync(folder).map((name) => ({ name, causes: name.split('.', 1)[0]?.split('+') ?? [] }));

/** What is not said in the log cannot be known: "./configure: Permission denied" on a folder mounted noexec. */
const notInLog = ['tmp-noexec.script.log'];

it.each(logs)('$name', ({ name, causes }) => {
  const { diagnoses, unknown } = explainText(readFileSync(join(folder, name)));
  if (notInLog.includes(name)) expect([diagnoses.filter(({ general }) => !general), unknown.length]).toEqual([[], 1]);
  else expect(causes).toContain(diagnoses[0]?.cause);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesOf } from './samples.js';
import { type Target, targets } from './targets.js';

const root = join(import.meta.dirname, '../..');
const samples = samplesOf(root);
/** Runs of one property; a long run by hand sets more. */
const runs = Number(process.env.HOSTILE_RUNS ?? 150);

/** What parsers trip over. */
const spoilers = fc
  .oneof(
    fc.constantFrom(
      '\0',
      '\x1b[2J',
      '\x9b',
      '\r',
      '\n',
      '"',
      "'",
      '`',
      '$(',
      '${',
      '{',
      '}',
      '[',
      ']',
      '\\',
      '%',
      '#',
      '&a',
      '*a',
      '<<',
      '- ',
      ': ',
    ),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'null',
      'true',
      'NaN',
      '-1',
      '1e999',
      '9'.repeat(400),
    ),
    fc.constantFrom('\ufeff', '\u202e', '\ud800', 'é', '((((((((', '[[[[[[[[', 'a'.repeat(3000), ' '.repeat(3000)),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  .map((text) => Buffer.from(text));

/** A sample with some stretches taken out, repeated or put in the place of others. */
const spoilt = (of: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.constantFrom(...of),
      fc.array(
        fc.tuple(
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.nat(40),
          fc.oneof(spoilers, fc.uint8Array({ maxLength: 8 })),
        ),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
    )
    .map(([sample, edits]) =>
      edits.reduce((bytes, [where, length, put]) => {
        const at = Math.floor(where * bytes.length);
        return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
      }, Buffer.from(sample)),
    );

describe.each(Object.entries<Target>(targets))('%s', (name, target) => {
  it('bears its samples, whole', async () => {
    for (const sample of samples[name as keyof typeof targets]) await target(sample);
  });

  it('bears what was found before', async () => {
    const folder = join(root, 'fixtures/finds', name);
    for (const file of existsSync(folder) ? readdirSync(folder) : []) await target(readFileSync(join(folder, file)));
  });

  it('bears samples that are spoilt, and noise', { timeout: 3_600_000 }, async () => {
    const inputs = fc.oneof(
      { weight: 4, arbitrary: spoilt(samples[name as keyof typeof targets]) },
      fc.uint8Array({ maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(inputs, async (bytes) => {
        await target(bytes);
      }),
      { numRuns: runs },
    );
  });
});

it('nothing foreign has reached a prototype', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).rung).toBeUndefined();
});

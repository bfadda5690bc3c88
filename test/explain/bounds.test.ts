import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileCatalogue } from '../../src/explain/catalogue.js';
import { explainStream } from '../../src/explain/explain.js';
import { mostWork, Scanner } from '../../src/explain/scanner.js';
import { shippedCatalogue, shippedFiles, shippedLanguage } from '../../src/explain/shipped.js';
import type { SignatureFile } from '../../src/explain/signature.js';

const needles = shippedFiles
  .flatMap(({ causes }) => causes)
  .flatMap(({ signatures }) => signatures.flatMap(({ nearMiss, positive }) => [...nearMiss, ...positive]))
  .flatMap((sample) => sample.split('\n'));

/** A log in which each line is worth a look, another one each time. */
const busy = (lines: number): Buffer =>
  Buffer.from(Array.from({ length: lines }, (_, i) => `${i % 977} ${needles[i % needles.length]}`).join('\n'));

const scanned = (blocks: number, block: Buffer, most: typeof mostWork) => {
  const scanner = new Scanner(shippedCatalogue(), most);
  for (let i = 0; i < blocks; i += 1) scanner.push(block);
  return scanner.end();
};

it.each([
  ['lines that are looked at', { examined: 2000, leftOut: Number.POSITIVE_INFINITY }],
  ['lines that are left out', { examined: Number.POSITIVE_INFINITY, leftOut: 1000 }],
])('a log takes no more work than is allowed, however long it is, and says what was left out: %s', (_, most) => {
  // Somewhat more than one block of the scanner, so that work can only be cut off between two.
  const block = busy(20_000);
  const few = scanned(3, block, most);
  const many = scanned(9, block, most);
  expect(many.bytes).toBe(9 * block.length);
  expect(many.skimmed - few.skimmed).toBeGreaterThan(5 * block.length);
  expect(many.examined).toBeLessThan(few.examined * 1.3);
  expect(many.leftOut).toBeLessThan(few.leftOut * 1.3);
});

it('what is allowed is a minute of processor time', () => {
  expect(mostWork.examined * 60 + mostWork.leftOut * 0.5).toBeLessThan(60e6 / 2);
});

it('a thousand causes cost hardly more search than today', () => {
  const today = shippedFiles.reduce((sum, { causes }) => sum + causes.length, 0);
  const word = (i: number, salt: number) =>
    Array.from({ length: 7 }, (_, k) => String.fromCharCode(97 + ((i * 31 + k * 17 + salt * 7 + i * k) % 26))).join('');
  const more = {
    area: 'synthetic',
    causes: Array.from({ length: 1000 - today }, (_, i) => ({
      id: `synthetic-${i}`,
      order: 'files',
      title: 'A cause',
      why: 'It is.',
      fixes: [{ title: 'Fix it.' }],
      signatures: [
        {
          pattern: `${word(i, 1)} (?:failed|refused) ${word(i, 2)}|cannot ${word(i, 3)} the ${word(i, 4)}|error: ${word(i, 5)} in ${word(i, 6)}`,
          positive: ['x'],
          nearMiss: ['y'],
        },
      ],
    })),
  } as unknown as SignatureFile;
  const folder = join(import.meta.dirname, '../../fixtures/logs/healthy');
  const log = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  const workOf = (files: readonly SignatureFile[]) => {
    const { search } = compileCatalogue(files, shippedLanguage);
    search.each(log, 0, log.length, () => undefined);
    return search.work;
  };
  expect(workOf([...shippedFiles, more]) / workOf(shippedFiles)).toBeLessThanOrEqual(1.2);
});

it('when the time is over the rest is only counted, but for its end', async () => {
  const filler = Buffer.from('compiling\n'.repeat(200_000));
  const log = async function* () {
    yield Buffer.from('/usr/bin/ld: cannot find -lsodium\n');
    for (let i = 0; i < 4; i += 1) yield filler;
    yield Buffer.from('go: not enough flux: no space left on device\n');
  };
  const { diagnoses, lines, skimmedBytes } = await explainStream(log(), { enough: AbortSignal.abort() });
  expect(lines).toBe(800_002);
  expect(diagnoses.map(({ cause, line }) => [cause, line])).toEqual([['disk-full', 800_002]]);
  expect(skimmedBytes).toBeGreaterThan(filler.length);
});

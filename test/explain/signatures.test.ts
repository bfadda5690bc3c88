import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { compileCatalogue, searchTexts } from '../../src/explain/catalogue.js';
import { explainText } from '../../src/explain/explain.js';
import { normalLine } from '../../src/explain/normal-line.js';
import { type Scan, Scanner } from '../../src/explain/scanner.js';
import { shippedCatalogue, shippedFiles } from '../../src/explain/shipped.js';
import { type Signature, signatureFileSchema } from '../../src/explain/signature.js';

const scan = (log: string): Scan => {
  const scanner = new Scanner(shippedCatalogue());
  scanner.push(Buffer.from(log));
  return scanner.end();
};
const causes = [...shippedCatalogue().causes.values()];
const signatures = causes.flatMap((cause) =>
  cause.signatures.map((signature, index) => ({ cause, signature, name: `${cause.id} ${index + 1}` })),
);
/** The compiled form of a signature: they stand in the order of the files. */
const probeOf = new Map(signatures.map(({ signature }, index) => [signature, shippedCatalogue().probes[index]]));
const finds = (log: string, signature: Signature) =>
  scan(log).sightings.some(({ probe }) => probe === probeOf.get(signature));

describe('the shipped signatures', () => {
  it.each(shippedFiles.map((file) => [file.area, file] as const))('%s has the right shape', (_, file) => {
    expect([...Value.Errors(signatureFileSchema, file)]).toEqual([]);
  });

  it('name only causes that exist', () => {
    const ids = new Set(causes.map(({ id }) => id));
    const unknown = causes.flatMap(({ id, leadsTo }) =>
      (leadsTo ?? []).filter((next) => !ids.has(next) || next === id),
    );
    expect(unknown).toEqual([]);
  });

  it('give only commands that a shell can parse', () => {
    const commands = causes.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.commands ?? []));
    // One shell for all: a quote left open shows in the next line at the latest.
    expect(spawnSync('sh', ['-n'], { input: commands.join('\n'), encoding: 'utf8' }).stderr).toBe('');
  });

  it('keep every cause that was released: scripts and flows name them', () => {
    const ids = new Set(causes.map(({ id }) => id));
    const released = readFileSync(join(import.meta.dirname, 'released-causes.txt'), 'utf8')
      .trim()
      .split('\n');
    expect(released.filter((id) => !ids.has(id))).toEqual([]);
    expect(causes.filter(({ signatures, fixes }) => signatures.length === 0 || fixes.length === 0)).toEqual([]);
  });

  it.each(signatures)('$name is a pattern or a fact, and requires a literal text to search for', ({ signature }) => {
    expect([signature.pattern, signature.fact].filter((each) => each !== undefined)).toHaveLength(1);
    expect(searchTexts(probeOf.get(signature)?.pattern.source ?? '')).not.toEqual([]);
  });

  it.each(signatures)('$name finds its positive samples', ({ signature }) => {
    for (const sample of signature.positive) expect(finds(sample, signature), sample).toBe(true);
  });

  it.each(signatures)('$name does not find its near misses', ({ signature }) => {
    for (const sample of signature.nearMiss) expect(finds(sample, signature), sample).toBe(false);
  });

  it.each(signatures)('$name is announced wherever it matches', ({ signature }) => {
    const pattern = probeOf.get(signature)?.pattern ?? /^$/;
    const texts = searchTexts(pattern.source).map((text) => text.toLowerCase());
    for (const sample of [...signature.positive, ...signature.nearMiss]) {
      for (const line of sample.split('\n').map(normalLine)) {
        if (pattern.test(line)) {
          expect(
            texts.some((text) => line.toLowerCase().includes(text)),
            line,
          ).toBe(true);
        }
      }
    }
  });
});

describe('compileCatalogue', () => {
  it('refuses a cause that is given twice', () => {
    const [file] = shippedFiles;
    expect(() => compileCatalogue(file ? [file, file] : [])).toThrow(/given twice/);
  });
});

describe('explainText', () => {
  it('gives nothing for nothing', () => {
    expect(explainText('')).toEqual({ bytes: 0, lines: 0, diagnoses: [], unknown: [] });
  });
});

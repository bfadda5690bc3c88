import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { Nearby } from '../../src/explain/nearby.js';
import { shippedCatalogue, shippedFiles } from '../../src/explain/shipped.js';
import { sharedFolder } from '../support/shared-folder.js';

const probes = shippedCatalogue().probes.filter(({ requires, excludes }) => requires.length + excludes.length > 0);

/** What the signatures ask of these lines, and what they would say if nothing but their patterns were tried. */
const answers = (lines: readonly string[]) => {
  const nearby = new Nearby(lines);
  return {
    given: probes.map((probe) => nearby.fits(probe)),
    plain: probes.map(
      ({ requires, excludes }) =>
        requires.every(({ pattern }) => pattern.test(nearby.text)) &&
        !excludes.some(({ pattern }) => pattern.test(nearby.text)),
    ),
  };
};

const samples = shippedFiles
  .flatMap(({ causes }) => causes)
  .flatMap(({ signatures }) => signatures.flatMap(({ nearMiss, positive }) => [...nearMiss, ...positive]))
  .flatMap((sample) => sample.split('\n'));

it('no literal of a pattern keeps it from lines that it matches: samples in any surroundings', () => {
  const frame = fc.constantFrom('', '#12 3.456 ', '> ', '[1m', '\t', '\u00a0', '`');
  fc.assert(
    fc.property(fc.array(fc.tuple(frame, fc.constantFrom(...samples), frame), { maxLength: 12 }), (parts) => {
      const { given, plain } = answers(parts.map(([before, line, after]) => `${before}${line.toUpperCase()}${after}`));
      expect(given).toEqual(plain);
    }),
  );
});

const corpus = sharedFolder('corpus');
it.skipIf(corpus === null)('nor in any labelled log', () => {
  for (const record of readFileSync(join(corpus as string, 'logs.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)) {
    const { given, plain } = answers((JSON.parse(record) as { log: string }).log.split(/\r?\n/));
    expect(given).toEqual(plain);
  }
});

it('the name of this program, in the path of a build, is no sign of musl', () => {
  const lacks = `Unable to find libclang: "couldn't find any valid shared libraries matching: ['libclang.so']"`;
  const causes = (path: string) =>
    explainText([`process didn't exit: ${path}/build-script-build`, lacks].join('\n')).diagnoses;
  expect(causes('/root/.cache/musl-wizard/builds').map(({ cause }) => cause)).toEqual(['libclang-missing']);
  expect(causes('/b/x86_64-unknown-linux-musl')[0]?.cause).toBe('bindgen-libclang-on-static-musl');
});

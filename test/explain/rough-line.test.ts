import { expect, it } from 'vitest';
import { compileCatalogue } from '../../src/explain/catalogue.js';
import { explainText } from '../../src/explain/explain.js';
import type { SignatureFile } from '../../src/explain/signature.js';

const catalogue = compileCatalogue([
  {
    area: 'synthetic',
    causes: [
      {
        id: 'frob',
        order: 'files',
        title: 'A cause',
        why: 'It is.',
        fixes: [{ title: 'Fix it.' }],
        signatures: [{ pattern: 'frobnicator .{1,9}: is not "?HERE', positive: ['x'], nearMiss: ['y'] }],
      },
    ],
  } as unknown as SignatureFile,
]);

/** The second text of a pattern is looked for before the line is brought into its normal form. */
it.each([
  ['as it is', 'frobnicator of a: is not HERE'],
  ['in other letters', 'Frobnicator of a: IS NOT here'],
  ['with tabs', 'frobnicator of a:\tis\tnot\there'],
  ['with other spaces', 'frobnicator of a: is\u00a0not here'],
  ['with colours that lost their escape', 'frobnicator of a: is[1m not[0m here'],
  ['with quotes', 'frobnicator of a: is not \u201chere\u201d'],
])('a signature is found %s', (_, line) => {
  expect(explainText(`${line}\n`, { catalogue }).diagnoses.map(({ cause }) => cause)).toEqual(['frob']);
});

it('a line that lacks the second text is not tried', () => {
  expect(explainText('frobnicator of a: is there\n', { catalogue }).diagnoses).toEqual([]);
});

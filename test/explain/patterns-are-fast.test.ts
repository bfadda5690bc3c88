import { expect, it } from 'vitest';
import { requiredLiterals } from '../../src/explain/required-literals.js';
import { shippedCatalogue } from '../../src/explain/shipped.js';
import { processorTime } from '../support/processor-time.js';

/** The longest line that a pattern is tried on. */
const length = 6144;
/** Of processor time, generous; a pattern of quadratic cost on such a line takes far longer. */
const mostMs = 250;

const attacks = (source: string): string[] => {
  const words = [...new Set(source.match(/[\w/ .:'-]{3,}/g) ?? [])];
  const repeated = ['a', '/', 'a/', 'a:', '1', ' ', '.', '-', 'lib.a(', ...words.flatMap((word) => [word, `${word} `])];
  const begun = words.flatMap((word) => ['a', '/', 'a ', '1:'].map((filler) => word + filler.repeat(length)));
  return [...repeated.map((text) => text.repeat(length / text.length + 1)), ...begun].map((text) =>
    text.slice(0, length),
  );
};

it('no pattern takes long on a line that is made to mislead it', () => {
  const slow = [...shippedCatalogue().probes, ...shippedCatalogue().pointed].flatMap(
    ({ pattern, requires, excludes }) =>
      [pattern, ...[...requires, ...excludes].map((each) => each.pattern)].flatMap((expression) =>
        attacks(expression.source).flatMap((line) => {
          const ms = processorTime(() => void expression.test(line));
          return ms > mostMs ? [`${ms} ms: ${expression.source} on ${line.slice(0, 40)}`] : [];
        }),
      ),
  );
  expect(slow).toEqual([]);
});

it.each(['(a+)+b', '(?:a|b)*c', '(?=a)b', '(?<name>a)', '(a)\\1'])('the dialect refuses %s', (pattern) => {
  expect(() => requiredLiterals(pattern)).toThrow(SyntaxError);
});

it.each([
  ['cannot find -l\\w+', [['cannot find -l']]],
  ['a(?:bc|de)f', [['abcf', 'adef']]],
  ['x?', []],
  ['\\w+(?:short|much longer)', [['short', 'much longer']]],
  ['required .{0,9}frobnicate', [['frobnicate'], ['required ']]],
  ['frob.*not found', [['not found'], ['frob']]],
  // Quotes are made alike only after the search.
  ['frobnicate[\'" ]here', [['frobnicate'], ['here']]],
] as const)('the literals of %s', (pattern, expected) => {
  expect(requiredLiterals(pattern)).toEqual(expected);
});

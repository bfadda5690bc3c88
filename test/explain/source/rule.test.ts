import { expect, it } from 'vitest';
import { has, lineOf, noteOn, withoutComments } from '../../../src/explain/source/rule.js';

it.each([
  ['a # b', ['a']],
  ['# b', ['']],
  ['a#b', ['a#b']],
  ['a\r\nb # c\n', ['a', 'b', '']],
  ['a\t#', ['a']],
  ['plain', ['plain']],
])('takes comments out of %j, and keeps the numbers of lines', (text, lines) => {
  expect(withoutComments(text)).toEqual(lines);
});

it('takes comments by another mark', () => {
  expect(withoutComments('a // b # c', '//')).toEqual(['a']);
});

it('numbers lines from 1, and notes the first that matches', () => {
  const lines = ['x', 'y', 'x'];
  expect([lineOf(lines, /x/), lineOf(lines, /y/), lineOf(lines, /z/)]).toEqual([1, 2, null]);
  expect([has(lines, /x/), has(lines, /z/)]).toEqual([true, false]);
  expect(noteOn(lines, /y/, 'cause', 'what')).toEqual([{ cause: 'cause', line: 2, what: 'what', confidence: 0.8 }]);
  expect(noteOn(lines, /x/, 'cause', 'what', 0.5)).toEqual([
    { cause: 'cause', line: 1, what: 'what', confidence: 0.5 },
  ]);
  expect(noteOn(lines, /z/, 'cause', 'what')).toEqual([]);
});

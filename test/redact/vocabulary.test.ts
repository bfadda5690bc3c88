import { expect, it } from 'vitest';
import { isKnownWord } from '../../src/redact/vocabulary.js';

it.each([
  // words, whatever their case, and with one number
  'musl',
  'Docker',
  'x86_64',
  'lib64',
  'deb12u1',
  'u1',
  'r',
  // numbers of versions and dates
  '0',
  '20261130',
])('%s tells nothing of anybody', (word) => {
  expect(isKnownWord(word)).toBe(true);
});

it.each([
  ['a name', 'marguerite'],
  ['a name with a number', 'annabel7'],
  ['a name behind a known word', 'lib7annabel'],
  ['two letters that are no word', 'qz'],
  ['a long number', '202611300'],
  ['a long number with a known word', 'lib2026113'],
  ['two letters, as in hashes', 'a1b2'],
  ['one letter before and after a number', 'a77b'],
  ['three runs of letters', 'lib1lib2lib'],
  ['letters that are not those of English', 'müsl'],
  ['nothing but a sign', '_'],
])('%s does: %s', (_, word) => {
  expect(isKnownWord(word)).toBe(false);
});

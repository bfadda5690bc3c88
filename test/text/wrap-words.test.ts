import { expect, it } from 'vitest';
import { wrapWords } from '../../src/text/wrap-words.js';

it.each([
  ['one two three', 10, 2, ['one two', 'three']],
  ['one two three', Number.POSITIVE_INFINITY, 2, ['one two three']],
  ['see https://example.org/a-long-address now', 12, 2, ['see', 'https://example.org/a-long-address', 'now']],
  ['', 10, 2, ['']],
  ['  two blanks  stay', 80, 0, ['  two blanks  stay']],
])('breaks %j in %d columns after %d between words', (text, columns, head, rows) => {
  expect(wrapWords(text, columns, head)).toEqual(rows);
});

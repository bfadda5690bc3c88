import { expect, it } from 'vitest';
import { formatAgo } from '../../src/text/format.js';

it.each([
  [-5000, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [47 * 3_600_000, '47 h ago'],
  [48 * 3_600_000, '2 days ago'],
])('%i ms ago is %s', (ms, words) => {
  expect(formatAgo(ms)).toBe(words);
});

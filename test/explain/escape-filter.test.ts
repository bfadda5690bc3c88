import { expect, it } from 'vitest';
import { escapeFilter } from '../../src/explain/escape-filter.js';
import { processorTime } from '../support/processor-time.js';

const filtered = (...chunks: readonly string[]): string => {
  const filter = escapeFilter();
  // What it gives is good until the next call.
  const parts = chunks.map((chunk, at) => Buffer.from(filter(Buffer.from(chunk, 'latin1'), at === chunks.length - 1)));
  return Buffer.concat(parts).toString('latin1');
};

const long = 'x'.repeat(5000);

it.each([
  ['nothing to take out', 'plain\n', 'plain\n'],
  ['colours', 'a\x1b[1;31mred\x1b[0m b', 'ared b'],
  ['the first and the last byte that end a control sequence', '\x1b[1@a\x1b[1~b', 'ab'],
  ['no byte beside them', '\x1b[1?xa', 'a'],
  ['a control sequence that a line end cuts off', '\x1b[31\nnext', '\nnext'],
  ['a blank inside a control sequence', '\x1b[1 qa', 'a'],
  ['a title, ended by a bell', 'a\x1b]0;title\x07b', 'ab'],
  ['a title, ended by a terminator', 'a\x1b]0;ti\x1btle\x1b\\b', 'ab'],
  ['a title that a line end cuts off', '\x1b]0;title\nnext', '\nnext'],
  ['the other four strings', '\x1bPa\x1b\\\x1bXb\x1b\\\x1b^c\x1b\\\x1b_d\x1b\\e', 'e'],
  ['a sequence of two bytes', 'a\x1b=b', 'ab'],
  ['an escape before a line end', 'a\x1b\nb', 'a\nb'],
  ['one that is longer than terminals take', `\x1b]${long}\x07b`, `${long}\x07b`],
  ['one that is as long as they take', `\x1b]${'x'.repeat(4093)}\x07b`, 'b'],
  ['one that the end cuts off', 'a\x1b[3', 'a'],
  ['an escape at the end', 'a\x1b', 'a'],
  ['the colour of a script', '\x1b[36;1mmake\x1b[0m\n', '+ make\n'],
  ['that colour in a later line', 'a\n\x1b[36;1mmake\x1b[0m\n', 'a\n+ make\n'],
  ['that colour behind the time', '2026-11-30T10:00:00.0Z \x1b[36;1mmake\x1b[0m\n', '2026-11-30T10:00:00.0Z + make\n'],
  ['that colour in the middle of a line', 'a \x1b[36;1mmake\x1b[0m\n', 'a make\n'],
  ['another colour at the beginning of a line', '\x1b[36mmake\n', 'make\n'],
])('takes out %s, wherever the text is cut in two', (_, text, clean) => {
  expect(filtered(text)).toBe(clean);
  for (let at = 0; at <= Math.min(text.length, 60); at += 1)
    expect(filtered(text.slice(0, at), text.slice(at)), `cut at ${at}`).toBe(clean);
});

it('takes out the same from single bytes', () => {
  const text = 'a\n\x1b[36;1mmake\x1b[0m\x1b]0;t\x1b\\b\x1b=\n';
  expect(filtered(...text)).toBe('a\n+ makeb\n');
});

it('searches no byte again for each title that is left open', () => {
  const text = Buffer.from(`${'\x1b]0;'.repeat(1 << 18)}\n`, 'latin1');
  let clean = '';
  const ms = processorTime(() => {
    clean = Buffer.from(escapeFilter()(text, true)).toString('latin1');
  });
  expect(clean).toMatch(/^(?:0;)+\n$/);
  expect(ms).toBeLessThan(500);
});

it.each([4085, 4094, 4095, 4096, 4097])('finds the ends of titles behind one that is left open for %i bytes', (gap) => {
  const text = ['\x07', '\x1b\\', '\n'].map((end) => `\x1b]${'x'.repeat(gap)}\x1b]yy${end}z`).join('');
  // Of single bytes none is searched with those of another title.
  expect(filtered(text)).toBe(filtered(...text));
  expect(filtered(text)).toMatch(/z$/);
});

import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  clip,
  clipText,
  column,
  commandRows,
  hanging,
  type Line,
  line,
  lineWidth,
  paragraph,
  span,
} from '../../src/presentation/line.js';
import { breakRows } from '../../src/text/break-word.js';

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const width = fc.integer({ min: 1, max: 40 });

describe('rows', () => {
  it('are never wider than asked', () => {
    fc.assert(
      fc.property(text, text, width, (a, b, columns) => {
        expect(lineWidth(clip([span(a, 'strong'), span(b)], columns))).toBeLessThanOrEqual(columns);
        expect(stringWidth(clipText(a, columns))).toBeLessThanOrEqual(columns);
        expect(stringWidth(column(span(a).text, columns))).toBe(columns);
      }),
    );
  });

  it('are measured as what they show: two pieces can make one character', () => {
    const keycap = [span('1', 'strong'), span('\u20e3')];
    expect(lineWidth(keycap)).toBe(2);
    expect(clip([...keycap, span(' rest', 'quiet')], 4)).toEqual([...keycap, { text: ' …', tone: 'quiet' }]);
    expect(clip([span('ab', 'strong'), span('cd')], 2)).toEqual([{ text: 'a…', tone: 'strong' }]);
  });

  it('of a paragraph hold all its words and stay in their columns', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), fc.integer({ min: 20, max: 60 }), (words, columns) => {
        const rows = paragraph(words, columns, 'plain', 2);
        for (const row of rows) expect(lineWidth(row)).toBeLessThanOrEqual(columns);
        expect(rows.map((row) => row[0]?.text.trim()).join(' ')).toBe(words);
      }),
    );
  });

  it('hang beside a lead', () => {
    const rows = hanging([span('seen  ', 'quiet')], 'one two three four', 14);
    expect(rows.map((row) => row.map(({ text: piece }) => piece).join(''))).toEqual([
      'seen  one two',
      '      three',
      '      four',
    ]);
  });

  it('stay one row, whatever a text holds', () => {
    expect(line('a\nb\x1b[2Jc\rd')[0]?.text).toBe('a bc␍d');
    expect(span('  kept  ').text).toBe('  kept  ');
  });
});

describe('a command on the screen', () => {
  const shown = (command: string, columns: number) =>
    commandRows(command, columns).map((row) => row.map((piece) => piece.text).join(''));

  it('has each of its own lines marked, and is wrapped, never cut', () => {
    expect(shown('echo fine # comment\ntouch X', 80)).toEqual(['  $ echo fine # comment', '  > touch X']);
    const long = `echo ${'x'.repeat(9000)} # a\n${'y '.repeat(3000)}z`;
    const rows = shown(long, 60);
    expect(Math.max(...rows.map((row) => stringWidth(row)))).toBeLessThanOrEqual(60);
    const read = rows.map((row) => (row.startsWith('  > ') ? `\n${row.slice(4)}` : row.slice(4))).join('');
    expect(read).toBe(long);
  });
});

describe('rows that are broken', () => {
  const texts = (rows: readonly Line[]) => rows.map((row) => row.map(({ text }) => text).join(''));

  it('keep options, and names in a path, whole where they can', () => {
    expect(breakRows('libs add zlib --rung musl-gcc --yes', 32)).toEqual(['libs add zlib --rung musl-gcc ', '--yes']);
    expect(texts(hanging([], '/home/ada/.local/state/musl-wizard/logs/2026-11-30-build.log', 42))).toEqual([
      '/home/ada/.local/state/musl-wizard/logs/',
      '2026-11-30-build.log',
    ]);
    expect(texts(hanging([span('Log      ')], 'see /a/b', 80))).toEqual(['Log      see /a/b']);
  });

  it('joined are the text again', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '/', '-', 'ü', '漢'), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (whole, width) => {
        const rows = breakRows(whole, width);
        expect(rows.join('')).toBe(whole);
        for (const row of rows) expect(stringWidth(row)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

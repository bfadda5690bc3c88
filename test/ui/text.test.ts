import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { bar } from '../../src/presentation/bar.js';
import { domainDetails, domainSummary } from '../../src/presentation/domain-summary.js';
import { clipText } from '../../src/presentation/line.js';
import { markOf, outcomeMark, severityMark } from '../../src/presentation/words.js';
import { takesUtf8, toAscii } from '../../src/text/ascii.js';
import { around, from } from '../../src/ui/rows/window.js';
import { copySequence } from '../../src/ui/terminal/clipboard.js';
import { someFacts } from '../support/facts.js';

describe('the locale', () => {
  it.each([
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C.UTF-8', LC_ALL: 'C' }, false],
    [{ LC_ALL: '', LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.UTF-8', TERM: 'xterm-256color' }, true],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
    [{}, false],
  ])('%j takes UTF-8: %s', (env, yes) => {
    expect(takesUtf8(env)).toBe(yes);
  });

  it('without UTF-8 gets ASCII of the same width', () => {
    const text = '❯ ✓ 漢字 ─── █░ … “x” é';
    expect(toAscii(text, stringWidth)).toBe('> + ???? --- #. _ "x" ?');
    expect(stringWidth(toAscii(text, stringWidth))).toBe(stringWidth(text));
  });
});

it('without UTF-8 no two marks look the same', () => {
  const verdicts = (['ready', 'fixable', 'impossible', 'unknown'] as const).map((verdict) =>
    markOf({ id: 'zig', verdict, because: [] }, []),
  );
  const marks = [
    ...[...verdicts, ...Object.values(outcomeMark), ...Object.values(severityMark)].map(({ symbol }) => symbol),
    clipText('cut off', 4).at(-1) ?? '',
    '●',
    '❯',
    '·',
  ];
  const different = [...new Set(marks)];
  expect(new Set(different.map((mark) => toAscii(mark))).size).toBe(different.length);
});

it.each([
  [0, 10, 4, '░░░░'],
  [1, 1000, 4, '█░░░'],
  [5, 10, 4, '██░░'],
  [99, 10, 4, '████'],
  [1, 0, 4, '░░░░'],
  [1, 1, 0, ''],
])('bar(%i of %i, %i columns) is %s', (value, most, width, text) => {
  expect(bar(value, most, width)).toBe(text);
});

it('asks the terminal for its clipboard', () => {
  expect(copySequence('hi', {})).toBe('\x1b]52;c;aGk=\x07');
  expect(copySequence('hi', { STY: '1' })).toBe('\x1bP\x1b]52;c;aGk=\x07\x1b\\');
});

it.each([
  [10, 0, 4, 0],
  [10, 5, 4, 3],
  [10, 9, 4, 6],
  [3, 2, 8, 0],
])('a window on %i rows around %i, %i high, begins at %i', (count, cursor, height, start) => {
  const window = around(count, cursor, height);
  expect(window.start).toBe(start);
  expect(window.end).toBe(Math.min(count, start + height));
});

it('a window past the end shows the end', () => {
  expect(from(10, 99, 4)).toEqual({ start: 6, end: 10 });
});

it('says what is not known, and lists every fact of a domain', () => {
  const facts = someFacts({ os: { id: null, versionId: null, kernel: null, arch: null, libc: null } });
  expect(domainSummary.os(facts.os)).toBe('unknown');
  expect(domainSummary.memory(facts.memory)).toBe('28 GiB for a build, 32 GiB in all');
  expect(domainDetails(facts.cpu)).toEqual(['online: 8', 'quota: unknown', 'effective: 8']);
});

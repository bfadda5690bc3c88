import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize } from '../../src/text/sanitize.js';
import {
  commandLines,
  isFixShownExactly,
  isShownExactly,
  promptLines,
  quoteExactly,
} from '../../src/text/shown-command.js';

/** The bytes that bash reads a word as. */
const readByBash = (word: string): string =>
  execFileSync('bash', ['--norc', '-c', `printf %s ${word}`], {
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'inherit'],
  }).toString('latin1');
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

const pieces = fc.constantFrom(
  ' ',
  '\n',
  '\t',
  "'",
  '\\',
  '"',
  '$',
  '#',
  '\x1b[2J',
  '\u202e',
  '\u200b',
  '\u3164',
  '\r',
  'ü',
  '7',
  'a',
);
const command = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 3 })), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && Buffer.from(text).toString() === text);

/** What a person reads off the lines. */
const readOff = (lines: readonly string[]): string => lines.join('\n');

describe('a command that is shown', () => {
  it.each([
    ['systemctl restart docker', true],
    ["sed -i '/x/d' /etc/nix/nix.conf\nsystemctl restart nix-daemon", true],
    ['cd /home/jürgen && make', true],
    ['', false],
    ['echo a\ttouch', false],
    ['echo fine\r', false],
    ['echo fine ', false],
    ['echo fine \ntouch x', false],
    ['echo \u202etouch', false],
    ['echo a\u00a0b', false],
    ['echo a\u200bb', false],
    ['echo a\u3164b', false],
    ['echo a\u2800b', false],
    ['echo \x1b[8mtouch\x1b[0m', false],
    ['echo \ud800', false],
  ])('%j can be seen as it is: %s', (text, exactly) => {
    expect(isShownExactly(text)).toBe(exactly);
  });

  it('has every line of its own, so that nothing hides behind a comment', () => {
    expect(promptLines('echo fine # comment\ntouch X')).toEqual(['$ echo fine # comment', '> touch X']);
  });

  it('is whole, and the same to who reads it, or else quoted to the same bytes; never more than visible text', () => {
    fc.assert(
      fc.property(command, (text) => {
        const lines = commandLines(text);
        for (const line of lines) expect(sanitize(line)).toBe(line);
        if (isShownExactly(text)) expect(readOff(lines)).toBe(text);
        else expect(lines).toEqual([`(not shown exactly) ${quoteExactly(text)}`]);
      }),
    );
  });

  it('is quoted so that bash reads the same bytes', () => {
    fc.assert(
      fc.property(command, (text) => {
        expect(readByBash(quoteExactly(text))).toBe(bytes(text));
      }),
      { numRuns: 60 },
    );
  });

  it('is never cut', () => {
    const long = `echo ${'x'.repeat(100_000)}; touch X`;
    expect(readOff(commandLines(long))).toBe(long);
  });

  it('makes a fix one that may be run only with all of its commands and its undo', () => {
    expect(isFixShownExactly({ commands: ['a', 'b\nc'], undo: null })).toBe(true);
    expect(isFixShownExactly({ commands: ['a', 'b\r'], undo: null })).toBe(false);
    expect(isFixShownExactly({ commands: ['a'], undo: 'x \u202e' })).toBe(false);
  });
});

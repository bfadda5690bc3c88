import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize, sanitizeLine } from '../../src/text/sanitize.js';

describe('sanitize', () => {
  it.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['a window title', 'a\x1b]0;owned\x07b', 'ab'],
    ['a clipboard write', '\x1b]52;c;cm0gLXJm\x1b\\x', 'x'],
    ['a hyperlink', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['an unfinished sequence', 'a\x1b[', 'a'],
    ['C1 introducers', 'a\x9b31mb', 'ab'],
    ['right-to-left override', 'abc\u202egpj.exe', 'abcgpj.exe'],
    ['a carriage return that hides text', 'rm -rf /\rls', 'rm -rf /␍ls'],
    ['tabs and newlines stay', 'a\tb\nc', 'a\tb\nc'],
    ['CRLF is a newline', 'a\r\nb', 'a\nb'],
  ])('%s', (_, text, expected) => {
    expect(sanitize(text)).toBe(expected);
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(sanitize(text)).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('keeps a line within its limit', () => {
    expect(sanitizeLine('x'.repeat(1_000_000), 80)).toHaveLength(80);
  });
});

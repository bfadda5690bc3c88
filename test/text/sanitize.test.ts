import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeControls, sanitize, sanitizeLine } from '../../src/text/sanitize.js';

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
    ['a text in tags, which nobody sees', 'ok\u{e0001}\u{e0072}\u{e006d}\u{e007f}!', 'ok!'],
    ['separators that are line ends elsewhere', 'a\u2028b\u2029c', 'abc'],
    ['annotations between lines and old joiners', 'a\ufff9b\ufffac\ufffb\u180ed\u206ae', 'abcde'],
    ['other characters of two units stay', '\u{1f642}\u{20000}', '\u{1f642}\u{20000}'],
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

describe('the last fence', () => {
  it('lets colours, tabs and newlines through, and nothing else that moves a terminal', () => {
    expect(escapeControls('\x1b[1;31mred\x1b[0m\tgrüß 🙂\n')).toBe('\x1b[1;31mred\x1b[0m\tgrüß 🙂\n');
    expect(escapeControls('a\x1b]0;owned\x07b\x1b[2J\x9b31m\r\u202e')).toBe(
      'a\\u001b]0;owned\\u0007b\\u001b[2J\\u009b31m\\u000d\\u202e',
    );
  });

  it('shows what nobody sees, in JSON without a change of the value', () => {
    const text = 'a\u{e0072}\u2028b';
    expect(escapeControls(text)).toBe('a\\udb40\\udc72\\u2028b');
    expect(JSON.parse(escapeControls(JSON.stringify(text)))).toBe(text);
    expect(escapeControls('\u{20000}\u{1f642}')).toBe('\u{20000}\u{1f642}');
  });

  it('keeps the value of every JSON document', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const document = { value, text, [text]: text };
        const written = escapeControls(JSON.stringify(document));
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)));
        expect(written).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
    );
  });
});

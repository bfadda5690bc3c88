import { expect, it } from 'vitest';
import { takesLinks, withLinks } from '../../src/text/links.js';

it.each([
  [{}, false],
  [{ TERM: 'xterm-256color' }, false],
  [{ TERM: 'dumb', WT_SESSION: 'x' }, false],
  [{ TERM: 'linux', VTE_VERSION: '6800' }, false],
  [{ TERM: 'screen', VTE_VERSION: '6800', STY: '1.tty' }, false],
  [{ TERM: 'xterm-256color', VTE_VERSION: '4602' }, false],
  [{ TERM: 'xterm-256color', VTE_VERSION: '6800' }, true],
  [{ TERM: 'xterm-256color', WT_SESSION: 'x' }, true],
  [{ TERM: 'xterm-kitty' }, true],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, true],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, true],
  [{ TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' }, false],
])('%o makes links of addresses: %s', (env, takes) => {
  expect(takesLinks(env)).toBe(takes);
});

const link = (url: string) => `\x1b]8;;${url}\x1b\\${url}\x1b]8;;\x1b\\`;

it.each([
  ['see https://nix.dev/a-b?c=d.', `see ${link('https://nix.dev/a-b?c=d')}.`],
  [
    '(http://a.example) and \x1b[2mhttps://b.io/x\x1b[22m',
    `(${link('http://a.example')}) and \x1b[2m${link('https://b.io/x')}\x1b[22m`,
  ],
  ['no address at all', 'no address at all'],
  // Which may go on in the next row.
  ['123456789 https://example.com/0123456789', '123456789 https://example.com/0123456789'],
  ['https://a.example 0123456789012345678901', `${link('https://a.example')} 0123456789012345678901`],
])('%j', (text, expected) => {
  expect(withLinks(text, 40)).toBe(expected);
});

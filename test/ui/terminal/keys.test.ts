import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../src/ui/terminal/keys.js';

const none = {} as Key;

describe('keysOf', () => {
  it.each<[string, Partial<Key>, string[]]>([
    ['', { upArrow: true }, ['up']],
    ['', { return: true }, ['enter']],
    ['', { escape: true, meta: true }, ['escape']],
    ['', { delete: true }, ['backspace']],
    ['c', { ctrl: true }, ['ctrl-c']],
    ['q', {}, ['q']],
    ['G', { shift: true }, ['G']],
    [' ', {}, ['space']],
    ['jj\r', {}, ['j', 'j', 'enter']],
    ['\x1a', {}, ['ctrl-z']],
    ['x', { meta: true }, []],
    ['漢', {}, ['漢']],
  ])('reads %j %j as %j', (input, key, names) => {
    expect(keysOf(input, { ...none, ...key })).toEqual(names);
  });
});

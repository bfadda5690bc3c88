import { describe, expect, it } from 'vitest';
import { namesProgram, runsOf, withPrograms } from '../../../src/build/project/placeholder.js';

const paths = new Map([
  ['one', '/tmp/a b/one'],
  ['two', '/tmp/a b/two'],
]);

describe('where a program stands in a command', () => {
  it.each([
    ['{} --version', ['one', 'two']],
    ['sh tests/run.sh "{}"', ['one', 'two']],
    ['{two} -l | sort', ['two']],
    ['{two} | {one}', ['one, two']],
    ['{other} -l', []],
    ['echo $' + '{one}', []],
    ['true', []],
  ])('%s', (command, programs) => expect(runsOf(command, ['one', 'two'])).toEqual(programs));

  it.each([
    ['{} && {}', "'/tmp/a b/one' && '/tmp/a b/one'"],
    ['{one} | {two} | {other}', "'/tmp/a b/one' | '/tmp/a b/two' | {other}"],
    ["awk '{print $1}' f; {}", "awk '{print $1}' f; '/tmp/a b/one'"],
    ['x=$' + '{one} {}', 'x=$' + "{one} '/tmp/a b/one'"],
  ])('%s is given each path as one word', (command, made) => expect(withPrograms(command, 'one', paths)).toBe(made));

  it('is looked for before anything is built', () => {
    expect(namesProgram('make check')).toBe(false);
    expect(namesProgram('make check PROGRAM={}')).toBe(true);
  });
});

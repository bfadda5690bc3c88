import { describe, expect, it } from 'vitest';
import { namesProgram, programsOf, withProgram } from '../../../src/build/project/placeholder.js';

describe('where a program stands in a command', () => {
  it.each([
    ['{} --version', ['one', 'two']],
    ['sh tests/run.sh "{}"', ['one', 'two']],
    ['{two} -l | sort', ['two']],
    ['{other} -l', []],
    ['echo $' + '{one}', []],
    ['true', []],
  ])('%s', (command, programs) => expect(programsOf(command, ['one', 'two'])).toEqual(programs));

  it.each([
    ['{} && {}', "'/tmp/a b/one' && '/tmp/a b/one'"],
    ['{one} | {two}', "'/tmp/a b/one' | {two}"],
    ["awk '{print $1}' f; {}", "awk '{print $1}' f; '/tmp/a b/one'"],
    ['x=$' + '{one} {}', 'x=$' + "{one} '/tmp/a b/one'"],
  ])('%s is given the path as one word', (command, made) =>
    expect(withProgram(command, 'one', '/tmp/a b/one')).toBe(made),
  );

  it('is looked for before anything is built', () => {
    expect(namesProgram('make check')).toBe(false);
    expect(namesProgram('make check PROGRAM={}')).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/build/check/compare-runs.js';

const ran = (stdout = '', more = {}) => ({ code: 0, endedBy: null, stdout, stderr: '', ...more });

describe('two runs of a command', () => {
  it('finds nothing in equal ones, and something in all others', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(3), (one, other, code) => {
        expect(compareRuns(ran(one, { code }), ran(one, { code }))).toEqual([]);
        expect(compareRuns(ran(one), ran(other)).length > 0).toBe(one !== other);
      }),
    ));

  it.each([
    ['a\nb\n', 'a\nc\n', 2, 'b\n', 'c\n'],
    ['a\n', 'a\nb\n', 2, null, 'b\n'],
    ['a\nb\n', 'a\n', 2, 'b\n', null],
    ['a', 'a\n', 1, 'a', 'a\n'],
    ['', 'a', 1, null, 'a'],
    ['\xff\n', '\xfe\n', 1, '\\xff\n', '\\xfe\n'],
    ['\xc3\xa4', 'a', 1, 'ä', 'a'],
  ])('names the first line that differs: %j, %j', (one, other, line, ofStatic, native) =>
    expect(compareRuns(ran(one), ran(other))).toEqual([{ where: 'stdout', line, static: ofStatic, native }]),
  );

  it('names the end first, a signal by its name', () => {
    const crashed = ran('', { code: null, endedBy: 'SIGSEGV', stderr: 'x\n' });
    expect(compareRuns(crashed, ran('', { stderr: 'x\n' }))).toEqual([
      { where: 'exit', line: null, static: 'SIGSEGV', native: 'exit code 0' },
    ]);
  });
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillIn } from '../../src/diagnosis/fill-in.js';
import type { Fix } from '../../src/diagnosis/finding.js';
import { isShownExactly } from '../../src/text/shown-command.js';

const fix: Fix = {
  title: 'Say it',
  commands: ["printf '[%s]' a=WORD"],
  needsRoot: false,
  changes: null,
  undo: 'printf %s WORD',
  runnable: false,
  who: 'you',
  input: { word: 'WORD', label: 'Word', kind: 'file' },
};

it('is one word of the shell, whatever is in it', () => {
  const value = fc
    .string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '`', ';', '(', '\\', '$(id)', '&', '|', '*', 'WORD'),
      minLength: 1,
    })
    .filter(isShownExactly);
  fc.assert(
    fc.property(value, (text) => {
      const { commands, runnable } = fillIn(fix, text);
      expect(runnable).toBe(true);
      expect(execFileSync('/bin/sh', ['-c', commands[0] ?? ''], { encoding: 'utf8' })).toBe(`[a=${text}]`);
    }),
    { numRuns: 60 },
  );
});

it('leaves no question behind, and is not run where another has to run it', () => {
  expect(fillIn(fix, 'a b')).toMatchObject({ undo: "printf %s 'a b'", runnable: true });
  expect(fillIn(fix, 'x').input).toBeUndefined();
  expect(fillIn({ ...fix, who: 'host' }, 'x').runnable).toBe(false);
  expect(fillIn(fix, 'a\u202eb').runnable).toBe(false);
});

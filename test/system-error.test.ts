import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { nextStepFor } from '../src/system-error.js';

const thrown = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

it('says what to do where the system refuses', () => {
  expect(nextStepFor(thrown(() => readFileSync('/etc/passwd/journal')))).toMatch(
    /^A file exists where a folder is expected/,
  );
  expect(nextStepFor(thrown(() => mkdirSync(`/tmp/${'x'.repeat(300)}`)))).toMatch(/too long/);
});

it('excuses no fault of the program itself', () => {
  expect(nextStepFor(thrown(() => readFileSync('/no/such/file')))).toBeNull();
  expect(nextStepFor(spawnSync('/no/such/program').error)).toBeNull();
  expect(nextStepFor(new TypeError('x is not a function'))).toBeNull();
  expect(nextStepFor(Object.assign(new Error('made up'), { code: 'EACCES' }))).toBeNull();
  expect(nextStepFor('text')).toBeNull();
});

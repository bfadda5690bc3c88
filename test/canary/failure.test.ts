import { expect, it } from 'vitest';
import { failureOf } from '../../src/canary/course.js';
import type { Ran } from '../../src/canary/run-logged.js';

it('names the program that is missing, not only the step that starts it', () => {
  const ran = { code: null, signal: null, timedOut: false, cancelled: false, flooded: false, error: 'ENOENT' } as Ran;
  expect(failureOf('configure', ran, '/usr/bin/cmake')).toBe(
    'The step "configure" could not start: cmake is not there.',
  );
  expect(failureOf('make', ran)).toBe('The step "make" could not start: make is not there.');
});

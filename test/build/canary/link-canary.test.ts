import { expect, it } from 'vitest';
import { type Linked, withLink } from '../../../src/build/canary/link-canary.js';
import { canaryResult } from '../../support/canary-result.js';

const small = canaryResult({
  rung: 'zig',
  durationMs: 100,
  steps: [{ name: 'cc', command: ['cc'], code: 0, durationMs: 1 }],
  logFile: '/small',
});
const made = {
  reason: 'The step "compile" failed with 1.',
  steps: [
    { name: 'a', command: ['cc'], code: 1, durationMs: 20 },
    { name: 'b', command: ['cc'], code: 1, durationMs: 3 },
  ],
  diagnoses: [{ title: 'The static library z is missing' }],
  logFile: '/link',
};
const linked = (over: object): Linked =>
  ({ outcome: 'failed', libraries: ['zlib'], untried: [], made, ...over }) as unknown as Linked;

it('changes nothing where a project requires no library', () => {
  expect(withLink(small, 'app', null)).toBe(small);
});

it.each(['passed', 'untried'] as const)('leaves a rung passed whose link %s, and says what was linked', (outcome) => {
  expect(withLink(small, 'app', linked({ outcome }))).toEqual({
    ...small,
    link: { outcome, libraries: ['zlib'], untried: [] },
  });
});

it('of which nothing could be linked proves nothing', () => {
  expect(withLink(small, 'app', linked({ made: null })).outcome).toBe('passed');
});

it('fails a rung that cannot link what the project requires, with the cause, steps and log of that', () => {
  expect(withLink(small, 'app', linked({}))).toMatchObject({
    outcome: 'failed',
    reason: 'The small program passed, but zig cannot link what app requires: The static library z is missing.',
    durationMs: 123,
    steps: [{ name: 'cc' }, { name: 'a' }, { name: 'b' }],
    diagnoses: made.diagnoses,
    logFile: '/link',
  });
  const unknown = withLink(small, 'app', linked({ made: { ...made, diagnoses: [], logFile: null } }));
  expect(unknown.reason).toMatch(/requires: The step "compile" failed with 1\.\.$/);
  expect(unknown.logFile).toBe('/small');
});

it('says of a link that was cancelled only that', () => {
  expect(withLink(small, 'app', linked({ outcome: 'cancelled' }))).toMatchObject({
    outcome: 'cancelled',
    reason: 'It was cancelled.',
  });
});

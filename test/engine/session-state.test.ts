import { expect, it } from 'vitest';
import type { CanaryEvent } from '../../src/build/canary/canary.js';
import { initialSession, reduceSession, type SessionState } from '../../src/engine/session-state.js';

const trying = {
  ...initialSession,
  phase: 'trying',
  trial: {
    rung: 'zig',
    startedAtMs: 0,
    step: null,
    stepsDone: [],
    parts: { names: [], at: 0 },
    ahead: ['link'],
    expectedMs: {},
    tail: ['first'],
    lines: 1,
    progress: null,
    logFile: null,
  },
} as const satisfies SessionState;

const after = (event: CanaryEvent, rung: 'zig' | 'alpine' = 'zig') =>
  reduceSession(trying, { type: 'canary', rung, event }).trial;

it.each<[string, CanaryEvent, object]>([
  ['a step', { type: 'step-started', name: 'compile', command: [] }, { step: 'compile' }],
  [
    'a step that ended well',
    { type: 'step-ended', step: { name: 'compile', command: [], code: 0, durationMs: 5 } } as never,
    { stepsDone: [{ name: 'compile', failed: false, durationMs: 5 }] },
  ],
  [
    'a step that failed',
    { type: 'step-ended', step: { name: 'compile', command: [], code: 2, durationMs: 5 } } as never,
    { stepsDone: [{ name: 'compile', failed: true, durationMs: 5 }] },
  ],
  [
    'lines, and how many were left out',
    { type: 'output', lines: ['a', 'b'], dropped: 3 },
    { tail: ['first', 'a', 'b'], lines: 6 },
  ],
  [
    'the next part, whose steps are not known yet',
    { type: 'part', names: ['small', 'whole'], at: 1 },
    { parts: { names: ['small', 'whole'], at: 1 }, ahead: [] },
  ],
  ['the steps ahead', { type: 'steps-ahead', names: ['copy'] }, { ahead: ['copy'] }],
  ['how long steps took', { type: 'expected', stepMs: { link: 7 } }, { expectedMs: { link: 7 } }],
  ['a note as a line', { type: 'note', text: 'a' }, { tail: ['first', 'a'], lines: 2 }],
  [
    'how far it is',
    { type: 'progress', done: 1, total: 2, label: 'files' },
    { progress: { done: 1, total: 2, label: 'files' } },
  ],
  ['its log', { type: 'log-file', path: '/log' }, { logFile: '/log' }],
])('a trial follows %s', (_, event, change) => {
  expect(after(event)).toEqual({ ...trying.trial, ...change });
  // Of another rung it is an echo.
  expect(after(event, 'alpine')).toEqual(trying.trial);
});

it('keeps the newest lines only, and counts all', () => {
  const lines = Array.from({ length: 5000 }, (_, n) => String(n));
  const trial = after({ type: 'output', lines, dropped: 0 });
  expect(trial?.lines).toBe(5001);
  expect(trial?.tail.at(-1)).toBe('4999');
  expect(trial?.tail.length).toBeLessThan(5000);
});

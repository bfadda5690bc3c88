import { expect, it } from 'vitest';
import { usageOf } from '../../../src/build/canary/usage.js';

const step = { name: 'build', command: ['cc'], code: 0, durationMs: 1 };

it.each([
  [[], ''],
  [[step], ''],
  [
    [
      { ...step, cpuMs: 200 },
      { ...step, cpuMs: 140 },
    ],
    ', 340 ms of processor time',
  ],
  [[step, { ...step, peakBytes: 3 * 1024 ** 2 }, { ...step, peakBytes: 1024 }], ', 3 MiB of memory'],
  [[{ ...step, cpuMs: 10, peakBytes: 1024 }], ', 10 ms of processor time, 1 KiB of memory'],
])('adds up the time and takes the largest peak', (steps, text) => {
  expect(usageOf({ steps })).toBe(text);
});

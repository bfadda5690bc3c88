import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { childrenTime, childrenTimeOf } from '../../../src/build/processes/children-time.js';

it('reads the time of the children behind any name', () => {
  const rest = 'S 1 2 3 4 5 6 7 8 9 10 900 800 12 30 20 0 1 0 100';
  expect(childrenTimeOf(`42 (a) b (c) ${rest}`)).toBe(420);
  expect(childrenTimeOf('')).toBeNull();
  expect(childrenTimeOf('42 (cut) S 1 2')).toBeNull();
});

it('grows by what a command took', () => {
  const before = childrenTime() ?? 0;
  execFileSync(process.execPath, [
    '-e',
    'const end = process.cpuUsage().user + 200000; while (process.cpuUsage().user < end);',
  ]);
  const grown = (childrenTime() ?? 0) - before;
  expect(grown).toBeGreaterThanOrEqual(180);
  expect(grown).toBeLessThan(5000);
});

import { expect, it } from 'vitest';
import { announcedPace, mostPace, paceOf } from '../../src/machine/pace.js';

it.each([
  [0, 1],
  [4, 1],
  [149, 1],
  [150, 2],
  [420, 4],
  [60_000, mostPace],
])('gives a machine that starts a shell in %i ms %i times the usual time', (ms, pace) => {
  expect(paceOf(ms)).toBe(pace);
});

it.each([
  ['', 1],
  ['musl-wizard: a slow machine, 3 times the usual time\n', 3],
  ['Warning: added the key\n\nmusl-wizard: a slow machine, 3 times the usual time\nmore', 3],
  ['musl-wizard: a slow machine, 999 times the usual time', mostPace],
  ['musl-wizard: a slow machine, 0 times the usual time', 1],
  ['musl-wizard: a slow machine, 99999999 times the usual time', 1],
  ['he said musl-wizard: a slow machine, 3 times the usual time', 1],
])('takes the pace that a collector announces: %j', (text, pace) => {
  expect(announcedPace(text)).toBe(pace);
});

import { expect, it } from 'vitest';
import { announcedPace, mostPace, paceOf } from '../../src/machine/pace.js';

it.each([
  ['shell', 0, 1],
  ['shell', 37, 1],
  ['shell', 38, 2],
  ['shell', 105, 4],
  ['shell', 60_000, mostPace],
  ['node', 40, 1],
  ['node', 224, 1],
  ['node', 225, 2],
  ['node', 10_235, mostPace],
] as const)('gives a machine that starts %s in %i ms %i times the usual time', (what, ms, pace) => {
  expect(paceOf(what, ms)).toBe(pace);
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

import { expect, it } from 'vitest';
import { compareTable } from '../../src/commands/compare-table.js';
import { artifact, canaryResult } from '../support/canary-result.js';

const needs = (...names: string[]) => names.map((what) => ({ what, why: '' }));

it('puts the smallest first and what did not pass last, with dashes for what was not measured', () => {
  const packed = {
    outcome: 'packed',
    reason: '',
    bytesBefore: 879_624,
    bytesAfter: 370_756,
    ran: true,
    startMsBefore: 1.2,
    startMsAfter: 8.1,
  } as const;
  const table = compareTable([
    canaryResult({ rung: 'alpine', outcome: 'blocked', reason: 'No container engine\u001b[2J is usable here.' }),
    canaryResult({
      rung: 'glibc-static',
      artifact: artifact({ sizeBytes: 879_624, runtimeNeeds: needs('NSS', 'gconv modules') }),
      packed,
    }),
    canaryResult({ rung: 'musl-gcc', artifact: artifact({ sizeBytes: 33_000, libc: 'musl' }) }),
  ]);
  expect(table).toEqual([
    'rung          size      with UPX  libc   start   start with UPX  needs at run time',
    'musl-gcc      32.2 KiB  –         musl   –       –               nothing',
    'glibc-static  859 KiB   362 KiB   glibc  1.2 ms  8.1 ms          NSS; gconv modules',
    'alpine        blocked   –         –      –       –               No container engine is usable here.',
  ]);
});

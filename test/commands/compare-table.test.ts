import { expect, it } from 'vitest';
import type { Artifact } from '../../src/artifact/artifact.js';
import type { CanaryResult } from '../../src/canary/result.js';
import { compareTable } from '../../src/commands/compare-table.js';

const artifact = (sizeBytes: number, libc: Artifact['libc'], needs: readonly string[] = []): Artifact => ({
  path: '/x',
  format: 'elf',
  kind: null,
  class: 64,
  machine: 'x86_64',
  endian: 'little',
  type: 'exec',
  linkage: 'static',
  interpreter: null,
  needed: [],
  libc,
  libcEvidence: [],
  glibcMinimum: null,
  packer: null,
  stripped: true,
  debugInfo: false,
  buildId: null,
  runtimeNeeds: needs.map((what) => ({ what, why: '' })),
  sizeBytes,
  error: null,
});

const result = (part: Partial<CanaryResult> & Pick<CanaryResult, 'rung'>): CanaryResult => ({
  outcome: 'passed',
  durationMs: 1,
  steps: [],
  artifact: null,
  ran: true,
  diagnoses: [],
  findings: [],
  logFile: null,
  reason: '',
  packed: null,
  ...part,
});

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
    result({ rung: 'alpine', outcome: 'blocked', reason: 'No container engine\u001b[2J is usable here.' }),
    result({ rung: 'glibc-static', artifact: artifact(879_624, 'glibc', ['NSS', 'gconv modules']), packed }),
    result({ rung: 'musl-gcc', artifact: artifact(33_000, 'musl') }),
  ]);
  expect(table).toEqual([
    'rung          size      with UPX  libc   start   start with UPX  needs at run time',
    'musl-gcc      32.2 KiB  –         musl   –       –               nothing',
    'glibc-static  859 KiB   362 KiB   glibc  1.2 ms  8.1 ms          NSS; gconv modules',
    'alpine        blocked   –         –      –       –               No container engine is usable here.',
  ]);
});

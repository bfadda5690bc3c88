import { expect, it } from 'vitest';
import type { ComparedBuild } from '../../../src/build/project/compare-builds.js';
import type { Packed } from '../../../src/build/result.js';
import { compareCanaries, compareProject } from '../../../src/commands/choose/compare-table.js';
import { artifact, canaryResult } from '../../support/canary-result.js';

const needs = (...names: string[]) => names.map((what) => ({ kind: 'machine' as const, what, why: '' }));

const packed = {
  outcome: 'packed',
  reason: '',
  bytesBefore: 879_624,
  bytesAfter: 370_756,
  ran: true,
  startMsBefore: 1.2,
  startMsAfter: 8.1,
} satisfies Packed;

const lines = (text: string): string[] => text.trimEnd().split('\n');

const canaries = [
  canaryResult({ rung: 'alpine', outcome: 'blocked', reason: 'No container engine is usable here.' }),
  canaryResult({
    rung: 'glibc-static',
    artifact: artifact({ sizeBytes: 879_624, runtimeNeeds: needs('NSS', 'gconv modules') }),
    packed,
  }),
  canaryResult({ rung: 'musl-gcc', artifact: artifact({ sizeBytes: 33_000, libc: 'musl' }) }),
];

it('puts the smallest first, without what did not pass, with dashes for what was not measured', () => {
  expect(lines(compareCanaries(canaries, 200))).toEqual([
    'A small test program (not your project), built with every usable rung:',
    '',
    'rung          size      with UPX  libc   start   with UPX  needs at run time',
    'musl-gcc      32.2 KiB  –         musl   –       –         nothing',
    'glibc-static  859 KiB   362 KiB   glibc  1.2 ms  8.1 ms    NSS; gconv modules',
  ]);
  // A pipe has no width.
  expect(lines(compareCanaries(canaries, Number.POSITIVE_INFINITY))).toEqual(lines(compareCanaries(canaries, 200)));
});

it('compares stripped copies where all could be stripped, since toolchains leave different things in', () => {
  const stripped = [
    canaryResult({
      rung: 'zig',
      artifact: artifact({ sizeBytes: 2_000_000 }),
      packed: { ...packed, bytesStripped: 20_480 },
    }),
    canaryResult({
      rung: 'musl-gcc',
      artifact: artifact({ sizeBytes: 33_000 }),
      packed: { ...packed, bytesStripped: 30_720 },
    }),
  ];
  const table = lines(compareCanaries(stripped, 200));
  expect(table.slice(3, 5).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
    ['zig', '20 KiB'],
    ['musl-gcc', '30 KiB'],
  ]);
  expect(table.at(-1)).toBe('size: of stripped copies, since some toolchains leave symbols and debug info in.');
});

it.each([80, 40])('stays within %i columns', (width) => {
  const table = lines(compareCanaries(canaries, width));
  for (const line of table) expect(line.length).toBeLessThanOrEqual(width);
  const rows = table.filter((line) => /^(?:rung|musl-gcc|glibc-static) {2}/.test(line));
  expect(rows).toHaveLength(width === 80 ? 3 : 0);
  expect(table).toContain(
    width === 80
      ? 'glibc-static  859 KiB   362 KiB   glibc  1.2 ms  8.1 ms    NSS; gconv modules'
      : '  needs at run time  NSS; gconv modules',
  );
});

const build = (over: Partial<ComparedBuild>): ComparedBuild => ({
  rung: 'musl-gcc',
  outcome: 'passed',
  reason: '',
  durationMs: 1,
  leftOut: [],
  diagnoses: [],
  logFile: null,
  programs: [],
  ...over,
});

it('sets the programs of a project side by side, one after the other', () => {
  const table = compareProject(
    'bc',
    [
      build({
        rung: 'glibc-static',
        programs: [
          { name: 'bc', artifact: artifact({ sizeBytes: 879_624 }), packed },
          { name: 'dc', artifact: artifact({ sizeBytes: 800_000 }), packed: null },
        ],
      }),
      build({
        leftOut: [{ library: 'readline', why: '', asked: '', line: 1, excerpt: '', fixes: [] }],
        programs: [{ name: 'bc', artifact: artifact({ sizeBytes: 33_000, libc: 'musl' }), packed: null }],
      }),
      build({
        rung: 'zig',
        outcome: 'failed',
        reason: 'The step "make" failed with 2.\u001b[2J',
        logFile: '/tmp/zig.log',
        diagnoses: [
          {
            cause: 'c',
            root: true,
            confidence: 1,
            line: 1,
            excerpt: '',
            title: 'A header is missing',
            why: '',
            fixes: [
              { title: '', commands: ['apt install x'], needsRoot: true, changes: null, undo: null, runnable: false },
            ],
            links: [],
          },
        ],
      }),
    ],
    80,
  );
  expect(lines(table)).toEqual([
    'This project, bc, built with every rung that passed with the small program:',
    '',
    'bc',
    'rung          size      with UPX  libc   start   with UPX  needs at run time',
    'musl-gcc      32.2 KiB  –         musl   –       –         nothing',
    'glibc-static  859 KiB   362 KiB   glibc  1.2 ms  8.1 ms    nothing',
    '',
    'dc',
    'rung          size     with UPX  libc   start  with UPX  needs at run time',
    'glibc-static  781 KiB  –         glibc  –      –         nothing',
    '',
    'start: the median of five runs with --version.',
    'musl-gcc      built without readline, which the project can use',
    'zig           failed: The step "make" failed with 2.',
    '  cause: A header is missing',
    '  fix:   apt install x',
    '  log:   /tmp/zig.log',
  ]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appetites, jobsFor, nixJobs, type Workload, workloadOf } from '../../src/ladder/jobs.js';

const GiB = 1024 ** 3;
const machine = (cores: number | null, memory: number | null, tasks: number | null) => ({
  cpu: { online: cores, quota: null, effective: cores },
  memory: { totalBytes: memory, availableBytes: memory, limitBytes: null, swapBytes: null, effectiveBytes: memory },
  pids: { limit: tasks, current: null, userLimit: null, kernelMax: null, threadsMax: null, effective: tasks },
});

describe('jobsFor', () => {
  it.each([
    // A common laptop: the processors decide.
    [8, 16 * GiB, null, 'c', { jobs: 8, limitedBy: 'processors', tight: false }],
    // 1 GiB was what killed the first seed's Rust build; 8 GiB fixed it.
    [8, GiB, null, 'rust', { jobs: 1, limitedBy: 'memory', tight: true }],
    [8, 8 * GiB, null, 'rust', { jobs: 4, limitedBy: 'memory', tight: false }],
    [8, 16 * GiB, 64, 'c', { jobs: 8, limitedBy: 'processors', tight: false }],
    [8, 16 * GiB, 64, 'rust', { jobs: 2, limitedBy: 'tasks', tight: false }],
    [8, 16 * GiB, 6, 'c', { jobs: 1, limitedBy: 'tasks', tight: true }],
    // Half a processor by quota is still one job.
    [0.5, 4 * GiB, null, 'c', { jobs: 1, limitedBy: 'processors', tight: false }],
    [null, null, null, 'c', { jobs: 1, limitedBy: null, tight: false }],
  ] as const)('%j cores, %j bytes, %j tasks, %s', (cores, memory, tasks, workload, expected) => {
    expect(jobsFor(machine(cores, memory, tasks), workload)).toEqual(expected);
  });

  const limit = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }));
  const workload = fc.constantFrom(...(Object.keys(appetites) as Workload[]));

  it('gives at least one job, and never more than any limit that is known bears', () => {
    fc.assert(
      fc.property(limit, limit, limit, workload, (cores, memory, tasks, kind) => {
        const { jobs } = jobsFor(machine(cores, memory, tasks), kind);
        expect(Number.isInteger(jobs) && jobs >= 1).toBe(true);
        if (jobs === 1) return;
        expect(jobs).toBeLessThanOrEqual(cores ?? Number.POSITIVE_INFINITY);
        expect(jobs * appetites[kind].memoryBytes).toBeLessThanOrEqual(memory ?? Number.POSITIVE_INFINITY);
        expect(jobs * appetites[kind].tasks).toBeLessThanOrEqual(tasks ?? Number.POSITIVE_INFINITY);
      }),
    );
  });

  it('grows with the machine', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 1000 }), workload, (cores, gib, kind) => {
        const small = jobsFor(machine(cores, gib * GiB, null), kind).jobs;
        expect(jobsFor(machine(cores + 1, (gib + 1) * GiB, null), kind).jobs).toBeGreaterThanOrEqual(small);
      }),
    );
  });
});

it('Nix builds one derivation at a time with all the jobs there are', () => {
  expect(nixJobs(machine(8, 16 * GiB, null))).toEqual({ maxJobs: 1, cores: 7 });
});

it('the hungriest language decides', () => {
  expect(workloadOf(['c', 'cxx'])).toBe('cxx');
  expect(workloadOf(['c'])).toBe('c');
  expect(workloadOf([])).toBe('c');
});

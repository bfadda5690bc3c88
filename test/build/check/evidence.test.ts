import { describe, expect, it } from 'vitest';
import { type LimitCounters, limitEvidence, readCounters } from '../../../src/build/check/evidence.js';
import { someDiagnosis } from '../../support/diagnosis.js';

const quiet: LimitCounters = { tasksRefused: 3, oomKills: 0, freeBytes: 10e9, freeInodes: 1e6, memoryStallUs: 1000 };

describe('proofOf', () => {
  it.each([
    ['nothing happened', {}, [], []],
    ['refused forks', { tasksRefused: 15 }, [], ['The task limit was hit 12 times during the build.']],
    [
      'a suspicion that does not hold',
      {},
      ['pids-limit-hit'],
      ['The task limit of the control group was not hit; another limit was.'],
    ],
    ['a kill', { oomKills: 1 }, ['oom-killed'], ['The kernel recorded an OOM kill once during the build.']],
    ['no kill', {}, ['oom-killed'], ['The kernel recorded no OOM kill during the build.']],
    ['a full disk', { freeBytes: 4096 }, ['disk-full'], ['4 KiB is free in the scratch folder.']],
    ['another full disk', {}, ['disk-full'], ['9.3 GiB is free in the scratch folder: another file system was full.']],
    ['no inodes', { freeInodes: 0 }, [], ['0 inodes are free in the scratch folder.']],
    ['a long wait', { memoryStallUs: 5_001_000 }, [], ['Tasks waited 5.0 s for memory during the build.']],
    ['a counter that is unknown', { tasksRefused: null, oomKills: null }, ['pids-limit-hit', 'oom-killed'], []],
  ])('%s', (_, change, causes, sentences) => {
    expect(
      limitEvidence(
        quiet,
        { ...quiet, ...change },
        causes.map((cause) => someDiagnosis(cause)),
      ),
    ).toEqual(sentences);
  });
});

describe('takeReadings', () => {
  it('reads this machine, or says null', () => {
    const counters = readCounters('/tmp');
    for (const value of Object.values(counters)) expect(value === null || value >= 0).toBe(true);
    expect(readCounters('/nonexistent')).toMatchObject({ freeBytes: null, freeInodes: null });
  });
});

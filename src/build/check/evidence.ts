import { readFileSync, statfsSync } from 'node:fs';
import type { Diagnosis } from '../../explain/diagnosis.js';
import { cgroupFolders } from '../../machine/cgroup-folders.js';
import { formatBytes, formatDuration } from '../../text/format.js';

/**
 * What the kernel counts of a machine's limits. Read before and after a canary it proves whether a
 * limit was hit, where a message in a log only suggests it. Null where a counter cannot be read.
 */
export interface LimitCounters {
  /** Forks refused by a control group's task limit: `max` of pids.events, all groups on the way up. */
  readonly tasksRefused: number | null;
  /** Processes killed for lack of memory: `oom_kill` of memory.events (v2) or memory.oom_control (v1). */
  readonly oomKills: number | null;
  readonly freeBytes: number | null;
  readonly freeInodes: number | null;
  /** Microseconds for which some task waited for memory: `some total` of /proc/pressure/memory. */
  readonly memoryStallUs: number | null;
}

/** Reads the counters for this process and the file system of a folder. */
export const readCounters = (folder: string): LimitCounters => ({
  tasksRefused: sumOf('pids.events', /^max (\d+)$/m),
  oomKills: sumOf('memory.events', /^oom_kill (\d+)$/m) ?? sumOf('memory.oom_control', /^oom_kill (\d+)$/m),
  ...room(folder),
  memoryStallUs: figure(read('/proc/pressure/memory'), /^some .*total=(\d+)$/m),
});

const sumOf = (file: string, pattern: RegExp): number | null => {
  const groups = cgroupFolders(read('/proc/self/cgroup') ?? '', read('/proc/self/mountinfo') ?? '', file);
  const counts = groups.flatMap((group) => figure(read(`${group}/${file}`), pattern) ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
};

const room = (folder: string): Pick<LimitCounters, 'freeBytes' | 'freeInodes'> => {
  try {
    const { bavail, bsize, ffree, files } = statfsSync(folder);
    return { freeBytes: bavail * bsize, freeInodes: files === 0 ? null : ffree };
  } catch {
    return { freeBytes: null, freeInodes: null };
  }
};

const figure = (text: string | null, pattern: RegExp): number | null => {
  const found = text === null ? null : pattern.exec(text);
  return found ? Number(found[1]) : null;
};

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // no such controller or kernel: the counter is unknown
  }
};

const lowBytes = 1024 ** 2;
const lowInodes = 16;
const longStallUs = 2_000_000;

/** What the counters prove of a failed canary, in sentences; also that a limit which the log suggests was not hit. Pure. */
export const limitEvidence = (
  before: LimitCounters,
  after: LimitCounters,
  diagnoses: readonly Diagnosis[],
): readonly string[] => {
  const suspected = (cause: string) => diagnoses.some((each) => each.root && each.cause === cause);
  const grown = (key: 'tasksRefused' | 'oomKills' | 'memoryStallUs') => {
    const [from, to] = [before[key], after[key]];
    return from === null || to === null ? null : to - from;
  };
  const [tasks, kills, stall] = [grown('tasksRefused'), grown('oomKills'), grown('memoryStallUs')];
  const { freeBytes, freeInodes } = after;
  return [
    tasks !== null && tasks > 0 && `The task limit was hit ${times(tasks)} during the build.`,
    tasks === 0 && suspected('pids-limit-hit') && 'The task limit of the control group was not hit; another limit was.',
    kills !== null && kills > 0 && `The kernel recorded an OOM kill ${times(kills)} during the build.`,
    kills === 0 && suspected('oom-killed') && 'The kernel recorded no OOM kill during the build.',
    freeBytes !== null && freeBytes < lowBytes && `${formatBytes(freeBytes)} is free in the scratch folder.`,
    freeBytes !== null &&
      freeBytes >= lowBytes &&
      suspected('disk-full') &&
      `${formatBytes(freeBytes)} is free in the scratch folder: another file system was full.`,
    freeInodes !== null && freeInodes < lowInodes && `${freeInodes} inodes are free in the scratch folder.`,
    stall !== null &&
      stall > longStallUs &&
      `Tasks waited ${formatDuration(stall / 1000)} for memory during the build.`,
  ].filter((sentence) => sentence !== false);
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

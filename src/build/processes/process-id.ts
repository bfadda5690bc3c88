import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks after boot at which it started: field 22 of proc(5) /proc/pid/stat; null where there is no /proc. */
  readonly start: number | null;
  /** The boot that the ticks count from; null where it cannot be read. */
  readonly boot: string | null;
}

/** Identifies this process. */
export const thisProcess = (): ProcessId => ({
  pid: process.pid,
  start: startOf(process.pid),
  boot: bootId(),
});

/** Whether that very process still runs. Where it cannot be told, it is taken to run. */
export const isRunning = ({ pid, start, boot }: ProcessId): boolean => {
  if (boot !== null && bootId() !== null && boot !== bootId()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return start === null || startOf(pid) === null || startOf(pid) === start;
};

const startOf = (pid: number): number | null => {
  const stat = read(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold blanks and parentheses; state, field 3, comes after it.
  const field = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return field === undefined ? null : Number(field);
};

const bootId = (): string | null => read('/proc/sys/kernel/random/boot_id')?.trim() ?? null;

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process may take to end by itself after SIGTERM. */
const graceMs = 2000;

/**
 * Processes, this one left out, that carry `mark` ("NAME=value") in the environment they were started with,
 * whatever group or session they have moved to. Those of other users cannot be looked into, and are not found.
 */
const markedProcesses = (mark: string): readonly number[] =>
  processNumbers().filter((pid) => pid !== process.pid && carries(pid, mark));

/** Sends a signal to all of them; gives how many got it. */
export const signalMarked = (mark: string, signal: NodeJS.Signals): number =>
  markedProcesses(mark).filter((pid) => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false; // it has ended by itself
    }
  }).length;

/** Ends them: SIGTERM, a grace, SIGKILL. Resolves when nothing is left, with how many there were. */
export const endMarked = async (mark: string): Promise<number> => {
  const count = signalMarked(mark, 'SIGTERM');
  if (count === 0) return 0;
  signalMarked(mark, 'SIGCONT');
  const deadline = performance.now() + graceMs;
  while (performance.now() < deadline) {
    if (markedProcesses(mark).length === 0) return count;
    await delay(20);
  }
  signalMarked(mark, 'SIGKILL');
  return count;
};

/** A zombie has no environment any more, so it carries nothing. */
const carries = (pid: number, mark: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
  } catch {
    return false; // it has ended by itself, or is another user's
  }
};

const processNumbers = (): readonly number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return []; // no /proc here
  }
};

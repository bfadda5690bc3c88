import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a process may take to end by itself after SIGTERM. */
const graceMs = 2000;

/**
 * Processes, this one left out, that carry `mark` ("NAME=value") in the environment they were started with,
 * whatever group or session they have moved to. Those of other users cannot be looked into, and are not found.
 * @param folder of a build: those that dropped their environment are known by it
 */
const markedProcesses = (mark: string, folder?: string): readonly number[] =>
  processNumbers().filter(
    (pid) => pid !== process.pid && (carries(pid, mark) || (folder !== undefined && isOf(pid, folder))),
  );

/** Sends a signal to all of them; gives how many got it. */
export const signalMarked = (mark: string, signal: NodeJS.Signals, folder?: string): number =>
  markedProcesses(mark, folder).filter((pid) => {
    try {
      return process.kill(pid, signal);
    } catch {
      return false; // it has ended by itself
    }
  }).length;

/** Ends them: SIGTERM, a grace, SIGKILL. Resolves when nothing is left, with how many there were. */
export const endMarked = async (mark: string, folder?: string): Promise<number> => {
  const count = signalMarked(mark, 'SIGTERM', folder);
  if (count === 0) return 0;
  signalMarked(mark, 'SIGCONT', folder);
  const deadline = performance.now() + graceMs;
  while (performance.now() < deadline) {
    if (markedProcesses(mark, folder).length === 0) return count;
    await delay(20);
  }
  signalMarked(mark, 'SIGKILL', folder);
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

/**
 * Whether a folder is above the root of a process, above its program, or, where it has no terminal, above its current
 * folder: with one, it may be the user's shell, who looks at what is built.
 */
const isOf = (pid: number, folder: string): boolean => {
  const leadsInto = (link: string): boolean => readlinkSync(`/proc/${pid}/${link}`).startsWith(`${folder}/`);
  try {
    return leadsInto('root') || leadsInto('exe') || (leadsInto('cwd') && !hasTerminal(pid));
  } catch {
    return false; // it has ended by itself, or is another user's
  }
};

/** From proc(5), /proc/pid/stat: after the name in parentheses the terminal is the fifth field. */
const hasTerminal = (pid: number): boolean => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[4] !== '0';
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

import { readFileSync } from 'node:fs';

/** Milliseconds of a tick: Linux shows 100 a second to programs, on every architecture that Node runs on. */
const tickMs = 10;

/**
 * Processor time in milliseconds from the text of /proc/self/stat: that of the children that have
 * ended and of all that they waited for (cutime and cstime, proc_pid_stat(5)). Null when it is not
 * such a text. Pure.
 */
export const childrenTimeOf = (stat: string): number | null => {
  // The second field, the name, may hold blanks and parentheses; state is the first one behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return Number.isSafeInteger(ticks) ? ticks * tickMs : null;
};

/** The same of this process, now. Null where there is no /proc. */
export const childrenTime = (): number | null => {
  try {
    return childrenTimeOf(readFileSync('/proc/self/stat', 'latin1'));
  } catch {
    return null; // not Linux, or /proc is hidden: the time is unknown
  }
};

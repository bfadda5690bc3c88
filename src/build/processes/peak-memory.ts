import { readFileSync } from 'node:fs';
import { childrenOf } from './descendants.js';

/** Processes that are followed at one look; a build of more is measured by these. */
const mostProcesses = 256;

/** Memory of a process from the text of /proc/pid/status, in bytes: now and at its peak (proc_pid_status(5)). Pure. */
export const memoryOf = (status: string): { readonly now: number; readonly peak: number } => {
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
};

/**
 * Follows the memory that a process and all that it started hold at once. `look` reads it now;
 * `peakBytes` is the most that was seen, or the peak of the largest process where that is more: a
 * lower bound, since what lives only between two looks is missed and pages that processes share
 * count for each. Null where nothing was seen: no /proc, a kernel without lists of children
 * (CONFIG_PROC_CHILDREN), or it ended before the first look.
 */
export class PeakMemory {
  readonly #leader: number;
  peakBytes: number | null = null;

  constructor(leader: number) {
    this.#leader = leader;
  }

  look(): void {
    const open = [String(this.#leader)];
    let sum = 0;
    let largest = 0;
    for (let seen = 0; open.length > 0 && seen < mostProcesses; seen += 1) {
      const pid = open.pop() ?? '';
      try {
        const { now, peak } = memoryOf(readFileSync(`/proc/${pid}/status`, 'latin1'));
        sum += now;
        largest = Math.max(largest, peak);
        open.push(...childrenOf(pid));
      } catch {
        // it has just ended
      }
    }
    if (sum > 0) this.peakBytes = Math.max(this.peakBytes ?? 0, sum, largest);
  }
}

import { execa } from 'execa';
import { guardGroup, signalGroup } from './process-group.js';

/** Number of starts of which the median is reported. */
const starts = 5;

/**
 * Median wall time from the start of a program to its end, in milliseconds with one decimal; what starting a process
 * costs by itself is in it. It runs the program: with no input, and nothing left of its group after it.
 * Null when it was cancelled, or a run did not end by itself.
 * @param env its whole environment
 */
export const medianStart = async (
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number | null> => {
  const times: number[] = [];
  for (let n = 0; n < starts; n += 1) {
    if (signal.aborted) return null;
    const started = performance.now();
    const child = execa(program, args, {
      cwd,
      stdio: 'ignore',
      detached: true,
      reject: false,
      timeout: 10_000,
      env,
      extendEnv: false,
    });
    const { pid } = child;
    const release = pid === undefined ? () => {} : guardGroup(pid);
    const { exitCode } = await child;
    times.push(performance.now() - started);
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    release();
    if (exitCode === undefined) return null;
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  return Math.round(median * 10) / 10;
};

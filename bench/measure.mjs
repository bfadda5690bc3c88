// Times whole processes, A and B in turn, so that a drifting machine hits both alike.
import { spawnSync } from 'node:child_process';

/** Median of numbers. */
export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs a command once; milliseconds of wall time. @throws where it cannot be started or ends otherwise than `codes` */
export const time = (argv, options = {}) => {
  const { codes = [0], ...rest } = options;
  const start = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(argv[0], argv.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
    ...rest,
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (error) throw error;
  if (!codes.includes(status))
    throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr?.toString().slice(0, 500)}`);
  return ms;
};

/** Median milliseconds of A and of B, and the median of their ratios pair by pair, after one warm-up each. */
export const pair = (a, b, runs = 9) => {
  a();
  b();
  const pairs = Array.from({ length: runs }, () => [a(), b()]);
  return {
    a: median(pairs.map(([x]) => x)),
    b: median(pairs.map(([, y]) => y)),
    ratio: median(pairs.map(([x, y]) => x / y)),
  };
};

/** Reports one figure to bench/run.mjs. `goal` as "<= 1.3", or null for a figure that has none. */
export const report = (name, value, unit, goal = null, note = '') =>
  console.log(JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit, goal, note }));

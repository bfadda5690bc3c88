import type { Facts } from '../facts/facts.js';
import type { Language } from '../rungs/rung.js';

/** What is compiled: each kind asks for memory and tasks in its own measure. */
export type Workload = 'c' | 'cxx' | 'rust' | 'go' | 'nix';

const MiB = 1024 ** 2;

interface Appetite {
  /** Peak memory of one job, in bytes. */
  readonly memoryBytes: number;
  /** Tasks (processes and threads) that one job has at its height. */
  readonly tasks: number;
}

/**
 * What one job takes, rounded up from ordinary projects; single files (a generated parser, a crate
 * with link-time optimisation) can want many times that. A C job is make's shell, the compiler's
 * driver, cc1 and as; rustc starts a thread a codegen unit; go compiles with several threads.
 */
export const appetites: Readonly<Record<Workload, Appetite>> = {
  c: { memoryBytes: 200 * MiB, tasks: 5 },
  cxx: { memoryBytes: 1024 * MiB, tasks: 5 },
  rust: { memoryBytes: 1536 * MiB, tasks: 20 },
  go: { memoryBytes: 512 * MiB, tasks: 12 },
  nix: { memoryBytes: 2048 * MiB, tasks: 12 },
};

/** Left to the rest of the machine: a tenth of the memory, and the tasks of the tools around the build. */
const sparedMemory = 0.1;
const sparedTasks = 24;

export interface Jobs {
  /** Jobs to run side by side; at least one. */
  readonly jobs: number;
  /** What allows no more; null where nothing is known of the machine. */
  readonly limitedBy: 'processors' | 'memory' | 'tasks' | null;
  /** True when the machine has less than even one job needs. */
  readonly tight: boolean;
}

/** How many jobs a machine bears, from processors (with quota), memory and tasks. Unknown limits bind nothing. Pure. */
export const jobsFor = (facts: Pick<Facts, 'cpu' | 'memory' | 'pids'>, workload: Workload): Jobs => {
  const { memoryBytes, tasks } = appetites[workload];
  const limits: readonly (readonly [Exclude<Jobs['limitedBy'], null>, number | null])[] = [
    ['processors', facts.cpu.effective === null ? null : Math.max(1, Math.floor(facts.cpu.effective))],
    ['memory', scaled(facts.memory.effectiveBytes, (bytes) => (bytes * (1 - sparedMemory)) / memoryBytes)],
    ['tasks', scaled(facts.pids.effective, (count) => (count - sparedTasks) / tasks)],
  ];
  const known = limits.filter(
    (limit): limit is readonly [Exclude<Jobs['limitedBy'], null>, number] => limit[1] !== null,
  );
  const least = known.toSorted((a, b) => a[1] - b[1])[0];
  if (least === undefined) return { jobs: 1, limitedBy: null, tight: false };
  return { jobs: Math.max(1, least[1]), limitedBy: least[0], tight: least[1] < 1 };
};

const scaled = (value: number | null, scale: (value: number) => number): number | null =>
  value === null ? null : Math.floor(scale(value));

/**
 * How Nix shares the same jobs out: one derivation at a time with all of them, since the expensive
 * one (a compiler) stands alone; its settings are max-jobs and cores.
 */
export const nixJobs = (facts: Pick<Facts, 'cpu' | 'memory' | 'pids'>): { maxJobs: number; cores: number } => ({
  maxJobs: 1,
  cores: jobsFor(facts, 'nix').jobs,
});

/** The measure for a project's languages: that of the hungriest. */
export const workloadOf = (languages: readonly Language[]): Workload =>
  (['rust', 'cxx', 'go', 'c'] as const).find((language) => languages.includes(language)) ?? 'c';

import { dirname } from 'node:path';
import { type EmptyRootRun, runInEmptyRoot } from './check/empty-root.js';
import type { Ran } from './processes/run-logged.js';
import { medianStart } from './processes/start-time.js';
import { canaryVariable } from './scratch/leftovers.js';
import type { StepRunner } from './step-runner.js';

/** How a program that was built is started to be checked and measured. */
export interface Starter {
  /** Whether a packed copy does what the program did. */
  readonly works: (program: string) => Promise<boolean>;
  /** Median time of a start, in milliseconds; null where it is not measured. */
  readonly startMs: (program: string) => Promise<number | null>;
}

const timeoutMs = 30_000;

/** Starts programs of this machine's own tools, each in its own folder. @param id of the build that they are ended with */
export const here = (
  runner: StepRunner,
  args: readonly string[],
  id: string,
  signal: AbortSignal,
  isRight: (ran: Ran) => boolean,
): Starter => ({
  works: async (program) =>
    isRight(await runner.run({ name: 'run packed', argv: [program, ...args], cwd: dirname(program), timeoutMs })),
  startMs: (program) => medianStart([program, ...args], dirname(program), { [canaryVariable]: id }, signal),
});

/** Starts programs of another system's tools in an empty root alone. What making the root costs would be in the time, so none is measured. */
export const shutIn = (
  args: readonly string[],
  id: string,
  signal: AbortSignal,
  isRight: (ran: EmptyRootRun) => boolean,
): Starter => ({
  works: async (program) => isRight(await runInEmptyRoot(program, args, { signal, timeoutMs, id })),
  startMs: async () => null,
});

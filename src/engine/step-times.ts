import { join } from 'node:path';
import type { CompletedStep } from '../build/result.js';
import { distrustOwn, ensureOwn } from '../files/in-project.js';
import { readBounded } from '../files/read-bounded.js';
import { writeWhole } from '../files/write-whole.js';
import type { RungId } from '../rungs/registry.js';

/** Milliseconds that steps took when they went well last time, by name. */
type StepTimes = Readonly<Record<string, number>>;

const limits = { steps: 200, bytes: 1 << 16 };
const fileIn = (kept: string): string => join(kept, 'step-times.json');

/**
 * How long the steps of a rung took last time for a project; empty where that is not known.
 * @param kept folder (keptFolder) of what is kept of the project's builds
 * @param folder absolute path of the project
 */
export const stepTimes = (kept: string, folder: string, rung: RungId): StepTimes => readAll(kept, folder)[rung] ?? {};

/** Keeps how long steps took that went well. A guess for the next time: where it cannot be kept, nothing is lost. */
export const keepStepTimes = (kept: string, folder: string, rung: RungId, steps: readonly CompletedStep[]): void => {
  const took = steps.flatMap(({ name, code, durationMs }) => (code === 0 ? [[name, durationMs] as const] : []));
  if (took.length === 0) return;
  try {
    const all = readAll(kept, folder);
    const times = { ...all[rung], ...Object.fromEntries(took) };
    const bounded = Object.fromEntries(Object.entries(times).slice(-limits.steps));
    if (ensureOwn(kept, folder)) writeWhole(fileIn(kept), JSON.stringify({ ...all, [rung]: bounded }));
  } catch {
    // The next try only has no time to compare with.
  }
};

const readAll = (kept: string, folder: string): Readonly<Partial<Record<RungId, StepTimes>>> => {
  try {
    if (distrustOwn(kept, folder) !== null) return {};
    const read: unknown = JSON.parse(readBounded(fileIn(kept), limits.bytes));
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(
      Object.entries(read).map(([rung, times]) => [
        rung,
        Object.fromEntries(
          Object.entries(typeof times === 'object' && times !== null ? times : {}).filter(
            ([, ms]) => typeof ms === 'number' && ms >= 0 && ms < 1e9,
          ),
        ),
      ]),
    );
  } catch {
    return {}; // nothing was built yet, or what was kept is damaged
  }
};

import type { Diagnosis } from '../../explain/diagnosis.js';
import type { RungOptions } from '../../rungs/options.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { Variation } from '../../rungs/rung.js';

/**
 * The one thing to do otherwise that the root cause of a failed canary asks for; null when there is none, or it was done.
 * Pure.
 */
export const retryFor = (rung: RungId, diagnoses: readonly Diagnosis[], options: RungOptions): Variation | null => {
  const roots = diagnoses.filter(({ root }) => root).map(({ cause }) => cause);
  return (
    rungs[rung].retries
      .filter(({ causes }) => causes.some((cause) => roots.includes(cause)))
      .map(({ name, givesUp, change }) => ({ name, givesUp, options: change(options) }))
      .find((each) => JSON.stringify(each.options) !== JSON.stringify(options)) ?? null
  );
};

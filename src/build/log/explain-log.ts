import { createReadStream } from 'node:fs';
import type { Diagnosis } from '../../explain/diagnosis.js';
import type { Place } from '../../explain/fixes-here.js';
import type { Facts } from '../../facts/facts.js';
import type { RungOptions } from '../../rungs/options.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { Outcome } from '../result.js';

/** Causes that are worth telling of a build that went well: they show on another machine. */
const latent: readonly string[] = ['glibc-static-needs-shared-libs', 'musl-stub-libs-missing'];

/** What the log of a canary says: all causes of a failure; of a success only what will show later. */
export const explainLog = async (
  logFile: string,
  outcome: Outcome,
  facts: Facts,
  rung: RungId,
  options: RungOptions,
): Promise<readonly Diagnosis[]> => {
  if (outcome === 'cancelled') return [];
  // The signatures are a large table, and most canaries need none of it.
  const { explainStream } = await import('../../explain/explain.js');
  const { explainOptions } = await import('../../explain/explain-options.js');
  const { diagnoses } = await explainStream(createReadStream(logFile), {
    facts,
    place: placeOf(rung),
  });
  return outcome === 'passed'
    ? diagnoses.filter(({ cause }) => latent.includes(cause))
    : explainOptions(diagnoses, options, facts);
};

/** Where a rung runs its tools. */
export const placeOf = (rung: RungId): Place => (rungs[rung].builds.where === 'container' ? 'container' : 'here');

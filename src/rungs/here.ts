import type { Facts } from '../facts/facts.js';
import { localPaths, unknownOf } from './open-facts.js';
import type { RungOptions } from './options.js';
import type { Rung, Variation } from './rung.js';

/** A variation of how a rung was taken: some options changed. */
export const vary = (
  options: RungOptions,
  name: string,
  change: RungOptions,
  givesUp: string | null = null,
): Variation => ({
  name,
  givesUp,
  options: { ...options, ...change },
});

/** Every build can be tried with one job at a time. */
export const oneJob = (options: RungOptions): readonly Variation[] =>
  options.jobs === 1 ? [] : [vary(options, 'with one job at a time', { jobs: 1 })];

/** What rungs share that build by tools of this machine. */
export const buildsHere: Pick<
  Rung,
  'openFacts' | 'buildsElsewhere' | 'madeElsewhere' | 'variations' | 'retries' | 'recipes'
> = {
  openFacts: (facts: Facts) => unknownOf(facts, localPaths),
  buildsElsewhere: () => false,
  madeElsewhere: () => false,
  variations: (_, options) => oneJob(options),
  retries: [],
  recipes: ['makefile', 'justfile', 'team', 'ci'],
};

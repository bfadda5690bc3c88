import type { Facts } from '../facts/facts.js';
import { localPaths, unknownOf } from './open-facts.js';
import type { RungOptions } from './options.js';
import type { Retry, Rung, Variation } from './rung.js';

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

/** What every compiler can be told of variables that a header defines; by default gcc before 10 and clang before 11 do so. */
export const withCommon: Retry = {
  causes: ['common-symbols-defined-twice'],
  name: 'with -fcommon',
  words: ['--fcommon'],
  givesUp: null,
  change: (options) => ({ ...options, fcommon: true }),
};

/** Of old C and C++: what its author's compiler only warned of, this one takes for an error. */
export const leniently: Retry = {
  causes: ['source-older-than-compiler'],
  name: 'accepting what older compilers only warn of',
  words: ['--lenient'],
  givesUp: null,
  change: (options) => ({ ...options, lenient: true }),
};

/** What rungs share that build by tools of this machine. */
export const buildsHere: Pick<
  Rung,
  'openFacts' | 'buildsElsewhere' | 'madeElsewhere' | 'variations' | 'retries' | 'recipes'
> = {
  openFacts: (facts: Facts) => unknownOf(facts, localPaths),
  buildsElsewhere: () => false,
  madeElsewhere: () => false,
  variations: (_, options) => oneJob(options),
  retries: [withCommon, leniently],
  recipes: ['makefile', 'justfile', 'team', 'ci'],
};

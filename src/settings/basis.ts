import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { RungOptions } from '../rungs/options.js';
import { type RungId, rungs } from '../rungs/registry.js';

const everyRung = ['os.arch', 'memory.limitBytes', 'pids.limit', 'disk.tmp.noexec'];

/** Paths of the facts that a rung's proof rests on: `status` reads just these again. */
export const basisPaths = (rung: RungId, options: RungOptions): readonly string[] => [
  ...everyRung,
  ...rungs[rung].basis(options),
];

/** The facts that the proof of a rung rests on, by path. */
export const basisOf = (facts: Facts, rung: RungId, options: RungOptions): Record<string, unknown> =>
  Object.fromEntries(basisPaths(rung, options).map((path) => [path, factAt(facts, path) ?? null]));

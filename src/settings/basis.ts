import type { RungOptions } from '../rungs/options.js';
import { type RungId, rungs } from '../rungs/registry.js';

const everyRung = ['os.arch', 'memory.limitBytes', 'pids.limit', 'disk.tmp.noexec'];

/** Paths of the facts that a rung's proof rests on: `status` reads just these again. */
export const basisPaths = (rung: RungId, options: RungOptions): readonly string[] => [
  ...everyRung,
  ...rungs[rung].basis(options),
];

/**
 * The facts that the proof of a rung rests on, by path; only those that are known, since of the others nothing can be
 * said later.
 * @param known value of a fact; undefined where it is not known
 */
export const basisOf = (
  known: (path: string) => unknown,
  rung: RungId,
  options: RungOptions,
): Record<string, unknown> => {
  const values = basisPaths(rung, options).map((path) => [path, known(path)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
};

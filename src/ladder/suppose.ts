import { exitCode, UserError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { factAt, withFact } from '../facts/path.js';
import type { Override } from './what-if.js';

/**
 * Facts with some put in the place of what was read, and what follows from them made new: how much
 * memory, how many tasks and processors are left in the end. Pure.
 * @throws {UserError} where a fact lies below one that is not known
 */
export const suppose = (facts: Facts, overrides: readonly Override[]): Facts => {
  const supposed = overrides.reduce(put, facts);
  const given = (path: string) => overrides.some((override) => override.path === path);
  return derived.reduce(
    (changed, { path, from, value }) =>
      !given(path) && from.some(given) ? withFact(changed, path, value(changed)) : changed,
    supposed,
  );
};

const put = (facts: Facts, { path, value }: Override): Facts => {
  const above = path.split('.').slice(0, -1).join('.');
  if (above === '' || (factAt(facts, above) ?? null) !== null) return withFact(facts, path, value);
  throw new UserError(
    `${path} cannot be assumed here: ${above} is unknown.`,
    [],
    [`Assume ${above} first.`],
    exitCode.usage,
  );
};

const least = (...values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** Facts that are computed from others, so that what is assumed of these changes them. */
const derived: readonly {
  readonly path: string;
  readonly from: readonly string[];
  readonly value: (facts: Facts) => number | null;
}[] = [
  {
    path: 'memory.effectiveBytes',
    from: ['memory.availableBytes', 'memory.limitBytes', 'memory.swapBytes'],
    value: ({ memory: { availableBytes, limitBytes, swapBytes } }) =>
      least(availableBytes === null ? null : availableBytes + (swapBytes ?? 0), limitBytes),
  },
  {
    path: 'pids.effective',
    from: ['pids.limit', 'pids.current', 'pids.userLimit', 'pids.kernelMax', 'pids.threadsMax'],
    value: ({ pids: { limit, current, userLimit, kernelMax, threadsMax }, isolation }) =>
      least(
        limit === null ? null : Math.max(0, limit - (current ?? 0)),
        // The kernel does not hold it against root.
        isolation.uid === 0 ? null : userLimit,
        kernelMax,
        threadsMax,
      ),
  },
  {
    path: 'cpu.effective',
    from: ['cpu.online', 'cpu.quota'],
    value: ({ cpu }) => least(cpu.online, cpu.quota),
  },
];

/**
 * What facts hold at a path such as "memory.limitBytes". An entry of a list of named things is
 * reached by its name: `network.endpoints.nix-cache.state`. Pure.
 */
import type { Facts } from './facts.js';

/**
 * The value at a path: null where it is unknown, undefined where there is no such path. Only own
 * properties count, so a path from a stranger reaches no prototype.
 */
export const factAt = (facts: Facts, path: string): unknown => {
  let value: unknown = facts;
  for (const key of path.split('.')) value = child(value, key);
  return value;
};

const child = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return value.find((entry: { name?: unknown } | null) => entry?.name === key);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
};

/** Facts with another value at a path; what is missing on the way is made. */
export const withFact = (facts: Facts, path: string, value: unknown): Facts => {
  const set = (node: unknown, keys: readonly string[]): unknown => {
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    const next = set(child(node, key), rest);
    if (!Array.isArray(node)) return { ...(node as object | null), [key]: next };
    return [...node.filter((entry: { name?: unknown }) => entry.name !== key), { name: key, ...(next as object) }];
  };
  return set(facts, path.split('.')) as Facts;
};

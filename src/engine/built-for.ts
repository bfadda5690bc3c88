import { librariesFor } from '../build/libs/cache.js';
import type { BuiltFor } from '../project/supplies.js';

/** The libraries in this user's cache, read once a rung. */
export const builtForIn = (env: Readonly<Record<string, string | undefined>>): BuiltFor => {
  const known = new Map<string, readonly string[]>();
  return (rung, arch) => {
    const key = `${rung} ${arch}`;
    const ids = known.get(key) ?? librariesFor(env, rung, arch).map(({ id }) => id);
    known.set(key, ids);
    return ids;
  };
};

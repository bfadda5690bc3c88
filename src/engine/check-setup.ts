import type { Domain } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { Machine } from '../machine/machine.js';
import type { SavedSetup } from '../project/setup.js';
import { collect } from './collect.js';

/** A fact that is not what it was when the setup was proven. */
export interface ChangedFact {
  readonly path: string;
  readonly before: unknown;
  readonly now: unknown;
}

/**
 * Reads again just the facts that a setup's proof rested on, and says which have changed.
 * A fact that cannot be read now counts as changed: the proof does not hold for a machine that
 * nobody can see.
 */
export const checkSetup = async (
  machine: Machine,
  { basis }: SavedSetup,
  signal: AbortSignal,
): Promise<readonly ChangedFact[]> => {
  const paths = Object.keys(basis);
  const domains = [...new Set(paths.map((path) => path.split('.')[0] as Domain))];
  const { facts } = await collect(machine, { signal, domains });
  return changesIn(basis, (path) => factAt(facts, path));
};

/** Compares facts by path. Pure. */
export const changesIn = (
  basis: Readonly<Record<string, unknown>>,
  now: (path: string) => unknown,
): readonly ChangedFact[] =>
  Object.entries(basis)
    .map(([path, before]) => ({ path, before, now: now(path) ?? null }))
    .filter((fact) => JSON.stringify(fact.before) !== JSON.stringify(fact.now));

import type { Domain } from '../facts/facts.js';
import type { Machine } from '../machine/machine.js';
import type { SavedSetup } from '../project/setup.js';
import { collect } from './collect.js';
import { knownFact } from './known-fact.js';

/** A fact that is not what it was when the setup was proven. */
export interface ChangedFact {
  readonly path: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** What became of the facts that a setup's proof rests on. */
export interface CheckedSetup {
  readonly changes: readonly ChangedFact[];
  /** Paths of the facts that could not be read now, so that nothing can be said of them. */
  readonly unknown: readonly string[];
}

/** Once as always, and once more with time where some facts did not answer. */
const attempts = [{}, { patience: 4 }] as const;

/** Reads again just the facts that a setup's proof rested on, and says which have changed. */
export const checkSetup = async (
  machine: Machine,
  { basis }: SavedSetup,
  signal: AbortSignal,
): Promise<CheckedSetup> => {
  const domains = [...new Set(Object.keys(basis).map((path) => path.split('.')[0] as Domain))];
  let checked: CheckedSetup = { changes: [], unknown: Object.keys(basis) };
  for (const options of attempts) {
    const { facts, captures } = await collect(machine, { signal, domains, ...options });
    checked = compareBasis(basis, (path) => knownFact(facts, captures, path));
    if (checked.unknown.length === 0) break;
  }
  return checked;
};

/**
 * Compares facts by path, what is known then with what is known now. Pure.
 * @param now value of a fact; undefined where it is not known
 */
export const compareBasis = (
  basis: Readonly<Record<string, unknown>>,
  now: (path: string) => unknown,
): CheckedSetup => {
  const changes: ChangedFact[] = [];
  const unknown: string[] = [];
  for (const [path, before] of Object.entries(basis)) {
    const value = now(path);
    if (value === undefined) unknown.push(path);
    else if (JSON.stringify(before) !== JSON.stringify(value)) changes.push({ path, before, now: value });
  }
  return { changes, unknown };
};

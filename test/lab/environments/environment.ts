import type { Facts } from '../../../src/facts/facts.js';
import type { DeepPartial } from '../../support/facts.js';
import type { Need } from '../../support/lab.js';

/** A place that is really different, and what is true there because it was set so. */
export interface Environment {
  readonly name: string;
  readonly needs?: readonly Need[];
  /** Makes the place; gives the words to be put before a command that is to run in it, and how to take it down. */
  readonly make: () => Promise<Place> | Place;
  readonly facts: DeepPartial<Facts>;
  /** Name of the file in fixtures/snapshots that holds what was read there once. */
  readonly snapshot?: string;
  /** Findings that must be there, and some that must not. */
  readonly findings?: { readonly has?: readonly string[]; readonly hasNot?: readonly string[] };
}

export interface Place {
  readonly enter: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False where Node cannot start. */
  readonly node?: boolean;
  /** Run there first: a first use can leave traces that the second reading finds. */
  readonly first?: readonly string[];
  /** How often to try to come in: an engine's own threads can run into the container's limit. */
  readonly attempts?: number;
  readonly remove?: () => Promise<void> | void;
}

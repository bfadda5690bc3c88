import type { Facts } from '../facts/facts.js';
import type { RungId } from './rung-id.js';

/** A way to get a static binary, as far as it can be told without building anything. */
export interface Rung {
  readonly id: RungId;
  readonly title: string;
  /** The C library of what it builds. */
  readonly libc: 'musl' | 'glibc';
  /** What its binary means for who runs it, in one sentence. */
  readonly gives: string;
  /**
   * Paths of the facts that would have to be known before the rung can be called ready, of those
   * that are not known on this machine. Facts that matter no more (another engine works) are left out.
   */
  openFacts(facts: Facts): readonly string[];
}

/** ready: try it now; fixable: something can be mended here; impossible: not on this machine; unknown: cannot be told. */
export type VerdictState = 'ready' | 'fixable' | 'impossible' | 'unknown';

/** What the facts say of a rung, before anything is built. Keys are a contract (`doctor --json`). */
export interface Verdict {
  readonly id: RungId;
  readonly verdict: VerdictState;
  /** Ids of the findings that decided it. */
  readonly because: readonly string[];
}

/** The rung to take, with the reason in one sentence. */
export interface Recommendation {
  readonly rung: RungId | null;
  readonly upx: boolean;
  readonly reason: string;
}

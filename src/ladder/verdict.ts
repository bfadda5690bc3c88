import type { RungId } from '../rungs/registry.js';
import type { SupplyState } from '../rungs/supply.js';

/** ready: try it now; fixable: something can be fixed here; impossible: not on this machine; unknown: not known. */
export type VerdictState = 'ready' | 'fixable' | 'impossible' | 'unknown';

/** What the facts say of a rung, before anything is built. Keys are a contract (`doctor --json`). */
export interface Verdict {
  readonly id: RungId;
  readonly verdict: VerdictState;
  /** Ids of the findings that decided it; [] where it is ready or for other machines. */
  readonly because: readonly string[];
  /** Why the rung is for other machines than this: it is impossible here, no finding says so, and nothing is to be fixed. */
  readonly ruledOut?: string;
  /** What it can do for the project in the folder; absent where there is none. */
  readonly project?: ProjectFit;
  /** The project as it is was tried by it, or by one that lacks the same, and not built; absent where it was not. */
  readonly failed?: FailedBefore;
}

/** A try of a project that failed before, by which nothing has changed since. */
export interface FailedBefore {
  readonly rung: RungId;
  /** ISO 8601. */
  readonly at: string;
  /** In one clause, for a reason. */
  readonly why: string;
  /** Whether the cause is temporary, e.g. a server that does not answer. */
  readonly passes: boolean;
}

/** Whether there is no sense in trying a rung again. */
export const isSpent = ({ failed }: Verdict): boolean => failed !== undefined && !failed.passes;

/** What distinguishes findings. */
type Named = { readonly id: string; readonly rungs: readonly RungId[] };

/** Whether a finding is one of those that decided a verdict: several findings may share an id, each about rungs of its own. */
export const decides = (finding: Named, verdict: Verdict): boolean =>
  verdict.because.includes(finding.id) && finding.rungs.includes(verdict.id);

/** Whether a finding of a later look is an earlier one: several may share an id, each about rungs of its own. */
export const isStill = (earlier: Named, later: Named): boolean =>
  later.id === earlier.id &&
  (earlier.rungs.length === 0 || later.rungs.length === 0 || later.rungs.some((id) => earlier.rungs.includes(id)));

/** What a rung can do for a project. */
export interface ProjectFit {
  /** Whether it has every library that the project requires; null where that is not known. */
  readonly fits: boolean | null;
  readonly supplies: readonly { readonly id: string; readonly supply: SupplyState; readonly how: string }[];
}

/** The rung to take, with the reason in one sentence. */
export interface Recommendation {
  readonly rung: RungId | null;
  readonly upx: boolean;
  readonly reason: string;
}

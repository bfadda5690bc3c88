import type { Finding } from '../diagnosis/finding.js';
import { isSpent, type Verdict } from '../ladder/verdict.js';
import { type RungId, rungIds, rungs } from '../rungs/registry.js';
import { excludedBy, rungOrder } from './order.js';
import type { Policy } from './policy.js';

/** What a climb asks of a result. */
interface TriedRung {
  readonly rung: RungId;
  readonly outcome: 'passed' | 'failed' | 'blocked' | 'cancelled' | 'timeout';
  readonly reason: string;
  readonly diagnoses: readonly { readonly root: boolean; readonly excerpt: string }[];
}

/** All that a decision on the next step of a climb rests on. */
export interface ClimbState {
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
  /** Results so far; the newest of a rung counts. */
  readonly results: readonly TriedRung[];
  readonly skipped: readonly { readonly rung: RungId; readonly reason: string }[];
  readonly policy: Policy;
}

/** What a climb thought of one rung. */
export interface Consideration {
  readonly rung: RungId;
  readonly decision: 'take' | 'passed' | 'failed' | 'blocked' | 'skipped' | 'excluded' | 'later';
  readonly why: string;
  readonly evidence: readonly string[];
  /** When the project as it is failed by it, or by one that lacks the same, in an earlier run; ISO 8601. */
  readonly failedAt?: string;
}

export interface ClimbStep {
  /** The rung to try now; null when the climb is over. */
  readonly next: RungId | null;
  /** The rung that passed, which ends the climb. */
  readonly reached: RungId | null;
  readonly why: string;
  readonly evidence: readonly string[];
  /** Every rung that was considered, with its reason, in order. */
  readonly trace: readonly Consideration[];
}

/**
 * What next, and why: the first rung in order that was not tried, is not excluded or skipped, and
 * is ready or may be; over at the first that passed, or when none is left. Pure.
 */
export const climb = (state: ClimbState): ClimbStep => {
  const order = rungOrder(state.policy, state.verdicts, state.findings);
  const trace: Consideration[] = [];
  let decided: Consideration | null = null;
  for (const rung of order) {
    const seen: Consideration =
      decided === null
        ? consider(rung, state)
        : { rung, decision: 'later', why: 'a rung that comes first is used', evidence: [] };
    trace.push(seen);
    if (decided === null && (seen.decision === 'take' || seen.decision === 'passed')) decided = seen;
  }
  for (const rung of rungIds.filter((id) => !order.includes(id))) {
    const why = state.policy.side.includes(rung) ? 'its tools are not installed' : 'it is not in the ladder';
    trace.push({ rung, decision: 'excluded', why, evidence: evidenceOf(rung, state) });
  }
  if (decided === null)
    return { next: null, reached: null, why: 'There are no more rungs to try.', evidence: [], trace };
  const { rung, decision, why, evidence } = decided;
  return decision === 'take'
    ? { next: rung, reached: null, why, evidence, trace }
    : { next: null, reached: rung, why, evidence, trace };
};

const consider = (rung: RungId, { verdicts, findings, results, skipped, policy }: ClimbState): Consideration => {
  const say = (decision: Consideration['decision'], why: string, evidence: readonly string[] = []): Consideration => ({
    rung,
    decision,
    why,
    evidence,
  });
  const excluded = excludedBy(policy, rung);
  if (excluded !== null) return say('excluded', excluded);
  const skip = skipped.find((each) => each.rung === rung);
  if (skip) return say('skipped', skip.reason);
  const result = results.findLast((each) => each.rung === rung);
  if (result?.outcome === 'passed') return say('passed', result.reason);
  if (result)
    return say(
      'failed',
      result.reason,
      result.diagnoses.filter(({ root }) => root).map(({ excerpt }) => excerpt),
    );
  const verdict = verdicts.find(({ id }) => id === rung);
  const evidence = evidenceOf(rung, { verdicts, findings });
  const reasons = verdict?.ruledOut ?? titlesOf(verdict, findings);
  // Nothing blocks it: it is for other machines. Where it alone was asked for, that is the answer.
  if (verdict?.ruledOut !== undefined && policy.order.length > 1) return say('excluded', verdict.ruledOut);
  if (verdict?.failed && isSpent(verdict) && (verdict.verdict === 'ready' || verdict.verdict === 'unknown'))
    return { ...say('skipped', verdict.failed.why), failedAt: verdict.failed.at };
  switch (verdict?.verdict) {
    case 'ready':
      return say('take', `${rungs[rung].title} is ready`);
    case 'fixable':
      return say('blocked', `it needs a fix first: ${reasons}`, evidence);
    case 'impossible':
      return say('blocked', `it cannot work on this machine as it is: ${reasons}`, evidence);
    default:
      return say('take', `whether ${rungs[rung].title} works is unknown until it is tried`, evidence);
  }
};

const decisive = (verdict: Verdict | undefined, findings: readonly Finding[]): Finding[] =>
  verdict
    ? findings.filter(({ id, rungs: concerned }) => verdict.because.includes(id) && concerned.includes(verdict.id))
    : [];

const titlesOf = (verdict: Verdict | undefined, findings: readonly Finding[]): string =>
  decisive(verdict, findings)
    .map(({ title }) => title)
    .join('; ');

const evidenceOf = (rung: RungId, { verdicts, findings }: Pick<ClimbState, 'verdicts' | 'findings'>): string[] =>
  decisive(
    verdicts.find(({ id }) => id === rung),
    findings,
  ).flatMap(({ evidence }) => evidence);

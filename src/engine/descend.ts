import type { CanaryResult } from '../build/result.js';
import { type ClimbStep, type Consideration, climb } from '../ladder/climb.js';
import type { Policy } from '../ladder/policy.js';
import type { Setup } from '../project/setup.js';
import type { RungId } from '../rungs/registry.js';
import type { Examination } from './examination.js';
import type { Session, TryOptions } from './session.js';

export interface Descent {
  /** Every rung that was tried or is blocked, in the order of the ladder. */
  readonly results: readonly CanaryResult[];
  readonly chosen: RungId | null;
  /** What was thought of every rung, with its evidence. */
  readonly trace: readonly Consideration[];
}

/**
 * Walks an examined machine down the ladder without questions until a rung passes: the pure
 * `climb` says what comes next, the session carries it out.
 * @param retry asked after a failure for options worth one more try; null for none
 * @param saved the setup that the project has: its rung is taken with its options
 */
export const descend = async (
  session: Session,
  policy: Policy,
  signal: AbortSignal,
  retry: (rung: RungId, result: CanaryResult) => Promise<TryOptions | null> = async () => null,
  saved: Pick<Setup, 'rung' | 'options'> | null = null,
): Promise<Descent> => {
  const examination = session.state().examination;
  if (!examination) throw new Error('examine the machine before climbing the ladder');
  const next = (): ClimbStep => {
    const { results, skipped } = session.state();
    return climb({ verdicts: examination.rungs, findings: examination.findings, results, skipped, policy });
  };
  let step = next();
  while (step.next !== null && !signal.aborted) {
    const options = saved?.rung === step.next ? { rungOptions: saved.options } : {};
    const result = await session.try(step.next, { upx: policy.upx, ...options });
    const again = result.outcome === 'failed' && !signal.aborted ? await retry(step.next, result) : null;
    if (again) await session.try(step.next, { upx: policy.upx, ...again });
    step = next();
  }
  const { results } = session.state();
  const considered = step.trace.flatMap(({ rung, decision, why }) => {
    const result = results.find((each) => each.rung === rung);
    if (result) return [result];
    return decision === 'blocked' ? [blocked(rung, why, examination)] : [];
  });
  return { results: considered, chosen: step.reached, trace: step.trace };
};

/** The result of a rung that was not tried, since what blocks it is known. */
const blocked = (rung: RungId, reason: string, { rungs }: Examination): CanaryResult => ({
  rung,
  outcome: 'blocked',
  durationMs: 0,
  steps: [],
  artifact: null,
  ran: null,
  diagnoses: [],
  findings: rungs.find(({ id }) => id === rung)?.because ?? [],
  logFile: null,
  reason,
  packed: null,
});

import type { Verdict } from '../ladder/verdict.js';
import type { RungId } from '../rungs/registry.js';
import { rungs } from '../rungs/registry.js';
import type { Policy } from './policy.js';

/** Why a policy leaves a rung out; null where it does not. */
export const excludedBy = (policy: Policy, rung: RungId): string | null => {
  if (policy.forbidden.includes(rung)) return 'it is forbidden by the ladder';
  const { libc } = rungs[rung];
  if (policy.requiredLibc !== null && libc !== policy.requiredLibc) {
    return `it gives ${libc}, and ${policy.requiredLibc} is required`;
  }
  return null;
};

/** Whether a finding is about what the project lacks, not about the machine. */
const isOfProject = (id: string): boolean => id === 'project-library-missing';

/**
 * The rungs to consider, best first: the policy's order, with the side rungs whose tools are here
 * put before the first that gives no musl (at the end, where the order has none); the one to start with before all. Pure.
 */
export const rungOrder = (policy: Policy, verdicts: readonly Verdict[]): RungId[] => {
  const hasTools = (rung: RungId) =>
    verdicts.some(
      ({ id, verdict, because }) =>
        id === rung && (verdict === 'ready' || verdict === 'unknown' || because.every(isOfProject)),
    );
  const side = policy.side.filter((rung) => !policy.order.includes(rung) && hasTools(rung));
  const at = policy.order.findIndex((rung) => rungs[rung].libc !== 'musl');
  const cut = at < 0 ? policy.order.length : at;
  const order = [...policy.order.slice(0, cut), ...side, ...policy.order.slice(cut)];
  return policy.start === undefined ? order : [...new Set([policy.start, ...order])];
};

/** The next rung below one that is ready, or any other that is; null where none is. Pure. */
export const readyAfter = (
  rung: RungId,
  policy: Policy,
  verdicts: readonly Verdict[],
  unfit: readonly RungId[] = [],
): RungId | null => {
  const ready = verdicts
    .filter(({ id, verdict }) => verdict === 'ready' && id !== rung && !unfit.includes(id))
    .map(({ id }) => id);
  const order = rungOrder(policy, verdicts);
  const below = order.slice(order.indexOf(rung) + 1);
  return below.find((id) => ready.includes(id)) ?? ready[0] ?? null;
};

import type { Finding } from '../diagnosis/finding.js';
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
const isOfProject = (id: string): boolean => id.startsWith('project-');

/**
 * Findings that a rung may be killed, or be very slow, since the machine has less than its build is advised to have; or that it
 * gives C++ less, or otherwise.
 */
const shortages = ['memory-low', 'pids-low', 'disk-low', 'disk-inodes-low', 'project-cxx'];

/** The finding that a rung is short of something on this machine; undefined where it is not. */
export const shortageOf = (rung: RungId, findings: readonly Finding[]): Finding | undefined =>
  findings.find(({ id, rungs: about }) => shortages.includes(id) && about.includes(rung));

/** A ready rung that is short of something comes behind the next ready one of its C library that is not. */
const roomyFirst = (order: readonly RungId[], verdicts: readonly Verdict[], findings: readonly Finding[]): RungId[] => {
  const isReady = (rung: RungId) => verdicts.some(({ id, verdict }) => id === rung && verdict === 'ready');
  return order.reduceRight<RungId[]>((behind, rung) => {
    const roomy = behind.findIndex(
      (other) => rungs[other].libc === rungs[rung].libc && isReady(other) && !shortageOf(other, findings),
    );
    const at = isReady(rung) && shortageOf(rung, findings) ? roomy + 1 : 0;
    return [...behind.slice(0, at), rung, ...behind.slice(at)];
  }, []);
};

/**
 * The rungs to consider, best first: the policy's order, with the side rungs whose tools are here
 * put before the first that gives no musl (at the end, where the order has none); the one to start with before all. One
 * that the machine is small for (`findings`) comes behind the next in the policy's order that it is not small for. Pure.
 */
export const rungOrder = (
  policy: Policy,
  verdicts: readonly Verdict[],
  findings: readonly Finding[] = [],
): RungId[] => {
  const hasTools = (rung: RungId) =>
    verdicts.some(
      ({ id, verdict, because }) =>
        id === rung && (verdict === 'ready' || verdict === 'unknown' || because.every(isOfProject)),
    );
  const side = policy.side.filter((rung) => !policy.order.includes(rung) && hasTools(rung));
  const at = policy.order.findIndex((rung) => rungs[rung].libc !== 'musl');
  const cut = at < 0 ? policy.order.length : at;
  const roomy = (order: readonly RungId[]) => roomyFirst(order, verdicts, findings);
  const order = [...roomy(policy.order.slice(0, cut)), ...roomy(side), ...policy.order.slice(cut)];
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

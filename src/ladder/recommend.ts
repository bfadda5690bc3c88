import type { Finding } from '../diagnosis/finding.js';
import { decides, isSpent, type Recommendation, type Verdict } from '../ladder/verdict.js';
import type { RungId } from '../rungs/registry.js';
import { rungs } from '../rungs/registry.js';
import { excludedBy, rungOrder, shortageOf } from './order.js';
import type { Policy } from './policy.js';

/**
 * The rung to take: the best that is ready, else one that may be (to be tried), else one that can
 * be fixed here. A better one that only needs a fix is named in the reason. Pure.
 */
export const recommend = (
  verdicts: readonly Verdict[],
  findings: readonly Finding[],
  policy: Policy,
): Recommendation => {
  const spent = verdicts.filter(isSpent).map(({ id }) => id);
  const allowed = rungOrder(policy, verdicts, findings).filter((rung) => excludedBy(policy, rung) === null);
  const order = allowed.filter((rung) => !spent.includes(rung));
  const stateOf = (rung: RungId) => verdicts.find(({ id }) => id === rung)?.verdict ?? 'unknown';
  const first = (state: Verdict['verdict']) => order.find((rung) => stateOf(rung) === state);
  const titleOf = (rung: RungId) => {
    const verdict = verdicts.find(({ id }) => id === rung);
    return findings.find((finding) => verdict && decides(finding, verdict))?.title ?? 'it is not ready';
  };

  const ready = first('ready');
  if (ready !== undefined) {
    const short = policy.order.find((rung) => order.indexOf(rung) > order.indexOf(ready) && stateOf(rung) === 'ready');
    const shortage = short && policy.order.indexOf(short) < policy.order.indexOf(ready) && shortageOf(short, findings);
    const better = order.slice(0, order.indexOf(ready)).find((rung) => stateOf(rung) === 'fixable');
    const reason = better
      ? `${rungs[ready].title} is ready; ${better} would come first once this is fixed: ${titleOf(better)}.`
      : shortage
        ? `${rungs[ready].title} is ready; ${short} is too, with a drawback: ${shortage.title}.`
        : `${rungs[ready].title} is ready. ${rungs[ready].gives}`;
    return { rung: ready, upx: policy.upx, reason };
  }
  const open = first('unknown');
  if (open !== undefined) {
    return {
      rung: open,
      upx: policy.upx,
      reason: `Whether ${rungs[open].title} works is unknown until it is tried. ${titleOf(open)}.`,
    };
  }
  const fixable = first('fixable');
  if (fixable !== undefined) {
    return {
      rung: fixable,
      upx: policy.upx,
      reason: `No rung is ready; ${rungs[fixable].title} is, once this is fixed: ${titleOf(fixable)}.`,
    };
  }
  const reason =
    allowed.length === 0
      ? 'The ladder excludes all rungs.'
      : allowed.some((rung) => spent.includes(rung))
        ? 'Every rung that works here was tried on this project, unchanged since, and none could build it.'
        : blockedBy(verdicts, findings, policy);
  return { rung: null, upx: false, reason };
};

/** Why no rung can be taken: what blocks all of them, where there is such a thing. */
const blockedBy = (verdicts: readonly Verdict[], findings: readonly Finding[], policy: Policy): string => {
  const open = verdicts.filter((each) => excludedBy(policy, each.id) === null && each.ruledOut === undefined);
  const shared = findings.find((finding) => open.every((verdict) => decides(finding, verdict)));
  return shared ? `One problem blocks every option: ${shared.title}.` : 'No rung can work on this machine as it is.';
};

import type { Finding, Fix } from '../diagnosis/finding.js';
import { isFixShownExactly } from '../text/shown-command.js';
import { type ConditionCheck, evaluate, type FlowContext } from './condition.js';
import type { FixNode } from './schema.js';
import type { FlowState } from './state.js';

/** A fix that a node offers on a machine, and how to tell whether it has helped. */
export interface Offer {
  /** What is remembered so that it is not offered again. */
  readonly key: string;
  readonly finding: string | null;
  readonly title: string;
  readonly fix: Fix;
  readonly helped: (seen: FlowContext) => { readonly helped: boolean; readonly evidence: readonly ConditionCheck[] };
}

/** What a fix node has to offer here, or null where there is nothing (left). Pure. */
export const offerOf = (
  node: FixNode,
  state: Pick<FlowState, 'tree' | 'node' | 'offered'>,
  seen: FlowContext,
): Offer | null => {
  const { fix } = node;
  if ('title' in fix) {
    const key = `${state.tree}/${state.node}`;
    if (state.offered.includes(key)) return null;
    return {
      key,
      finding: null,
      title: fix.title,
      fix: asFix(fix),
      helped: (after) => verdict(evaluate(fix.until, after)),
    };
  }
  const wanted = 'finding' in fix ? [fix.finding] : (seen.rungs.find(({ id }) => id === fix.rung)?.because ?? []);
  const finding = wanted
    .filter((id) => !state.offered.includes(id))
    .flatMap((id) => seen.findings.filter((one) => one.id === id))
    .find(({ fixes }) => fixes.length > 0);
  const best = finding && bestFix(finding);
  return finding && best
    ? { key: finding.id, finding: finding.id, title: finding.title, fix: best, helped: gone(finding.id) }
    : null;
};

/** The narrowest fix that can be run as it stands; else the narrowest. */
const bestFix = ({ fixes }: Finding): Fix | undefined => fixes.find(({ runnable }) => runnable) ?? fixes[0];

const gone = (id: string) => (after: FlowContext) => verdict(evaluate({ not: { finding: id } }, after));

const verdict = ({ truth, evidence }: ReturnType<typeof evaluate>) => ({ helped: truth === 'yes', evidence });

const asFix = (fix: Extract<FixNode['fix'], { title: string }>): Fix => ({
  title: fix.title,
  commands: fix.commands,
  needsRoot: fix.needsRoot,
  changes: fix.changes ?? null,
  undo: fix.undo ?? null,
  runnable: (fix.runnable ?? false) && isFixShownExactly({ commands: fix.commands, undo: fix.undo ?? null }),
});

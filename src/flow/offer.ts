import type { Finding, Fix } from '../diagnosis/finding.js';
import { decides, isStill } from '../ladder/verdict.js';
import type { RungId } from '../rungs/registry.js';
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
  const finding = wantedBy(fix, seen).find((one) => one.fixes.length > 0 && !state.offered.includes(keyOf(one)));
  const best = finding && bestFix(finding.fixes);
  return finding && best
    ? { key: keyOf(finding), finding: finding.id, title: finding.title, fix: best, helped: gone(finding) }
    : null;
};

/** The findings that a node may offer a fix of: those of an id, or those that block a rung. */
const wantedBy = (
  fix: { readonly finding: string } | { readonly rung: RungId },
  seen: FlowContext,
): readonly Finding[] => {
  if ('finding' in fix) return seen.findings.filter(({ id }) => id === fix.finding);
  const verdict = seen.rungs.find(({ id }) => id === fix.rung);
  return verdict
    ? verdict.because.flatMap((id) => seen.findings.filter((one) => one.id === id && decides(one, verdict)))
    : [];
};

const keyOf = ({ id, rungs }: Finding): string => `${id}/${rungs.join('+')}`;

/** The narrowest fix that can be run as it stands; else the narrowest. */
export const bestFix = (fixes: readonly Fix[]): Fix | undefined => fixes.find(({ runnable }) => runnable) ?? fixes[0];

/** Helped is what is gone; another finding of that id is about other rungs. */
const gone = (finding: Finding) => (after: FlowContext) => {
  const findings = after.findings.filter((one) => one.id !== finding.id || isStill(finding, one));
  return verdict(evaluate({ not: { finding: finding.id } }, { ...after, findings }));
};

const verdict = ({ truth, evidence }: ReturnType<typeof evaluate>) => ({ helped: truth === 'yes', evidence });

const asFix = (fix: Extract<FixNode['fix'], { title: string }>): Fix => ({
  title: fix.title,
  commands: fix.commands,
  needsRoot: fix.needsRoot,
  changes: fix.changes ?? null,
  undo: fix.undo ?? null,
  runnable: (fix.runnable ?? false) && isFixShownExactly({ commands: fix.commands, undo: fix.undo ?? null }),
});

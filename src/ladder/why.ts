import type { Finding } from '../diagnosis/finding.js';
import type { Facts } from '../facts/facts.js';
import { decides, type Verdict } from '../ladder/verdict.js';
import type { Captures } from '../machine/capture.js';
import type { RungId } from '../rungs/registry.js';
import { rungs } from '../rungs/registry.js';
import { type Counterfactual, counterfactual } from './counterfactual.js';

/** All that there is to say of one rung's verdict. */
export interface Why {
  readonly verdict: Verdict;
  readonly title: string;
  readonly gives: string;
  /** The findings that decided it. */
  readonly decisive: readonly Finding[];
  /** Other findings that concern it and may matter when it is tried. */
  readonly alsoRelevant: readonly Finding[];
  readonly counterfactual: Counterfactual;
}

interface Examined {
  readonly facts: Facts;
  readonly captures: Captures;
  readonly findings: readonly Finding[];
  readonly rungs: readonly Verdict[];
}

/** Explains the verdict on a rung of a machine that was examined. Pure. */
export const explainVerdict = (rung: RungId, { facts, captures, findings, rungs: verdicts }: Examined): Why => {
  const verdict = verdicts.find(({ id }) => id === rung) ?? { id: rung, verdict: 'unknown' as const, because: [] };
  const concerning = findings.filter((finding) => finding.rungs.includes(rung));
  return {
    verdict,
    title: rungs[rung].title,
    gives: rungs[rung].gives,
    decisive: concerning.filter((finding) => decides(finding, verdict)),
    alsoRelevant: concerning.filter((finding) => !decides(finding, verdict)),
    counterfactual: counterfactual(facts, captures, rung),
  };
};

import { diagnoseFacts } from '../diagnosis/diagnose.js';
import { domainOf } from '../diagnosis/domain-of.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Domain, Facts } from '../facts/facts.js';
import { defaultPolicy } from '../ladder/default-policy.js';
import { filterByOptions } from '../ladder/filter-by-options.js';
import { judgeAll } from '../ladder/judge.js';
import type { Policy } from '../ladder/policy.js';
import { recommend } from '../ladder/recommend.js';
import type { FailedBefore } from '../ladder/verdict.js';
import type { Captures } from '../machine/capture.js';
import { diagnoseProject } from '../project/diagnose-project.js';
import type { ChosenProject } from '../project/project.js';
import { type BuiltFor, fitOf, suppliesOf } from '../project/supplies.js';
import type { RungOptions } from '../rungs/options.js';
import type { Examination } from './examination.js';

/** Findings, verdicts and recommendation from facts and what they were read from. Pure. */
export const judgeMachine = (
  facts: Facts,
  captures: Captures,
  policy: Policy = defaultPolicy,
  domains?: readonly Domain[],
  rungOptions: RungOptions = {},
  project: ChosenProject | null = null,
  builtFor?: BuiltFor,
  failed: readonly FailedBefore[] = [],
): Pick<Examination, 'facts' | 'findings' | 'rungs' | 'recommendation'> => {
  const machine = filterByOptions(diagnoseFacts(facts, captures), rungOptions, facts);
  const open = judgeAll(machine, facts, rungOptions, project).flatMap(({ id, verdict }) =>
    verdict === 'impossible' ? [] : [id],
  );
  const all = project === null ? machine : [...machine, ...diagnoseProject(project, facts, captures, open, builtFor)];
  const rungs = judgeAll(all, facts, rungOptions, project).map((verdict) => {
    if (project === null) return verdict;
    const before = failed.find(({ rung }) => rung === verdict.id);
    const fit = fitOf(suppliesOf(project, verdict.id, facts, builtFor));
    return { ...verdict, project: fit, ...(before ? { failed: before } : {}) };
  });
  const decisive = new Set(rungs.flatMap(({ because }) => because));
  const spokenOf = ({ id }: Finding) =>
    !domains || decisive.has(id) || domains.some((domain) => domain === domainOf(id));
  return { facts, findings: all.filter(spokenOf), rungs, recommendation: recommend(rungs, all, policy) };
};

import type { Finding } from '../diagnosis/finding.js';
import { isUnknown } from '../diagnosis/unknown.js';
import type { Facts } from '../facts/facts.js';
import type { Verdict } from '../ladder/verdict.js';
import type { RungOptions } from '../rungs/options.js';
import { type InLanguages, languageLack } from '../rungs/other-languages.js';
import { type RungId, rungIds, rungs } from '../rungs/registry.js';

/**
 * The verdict on a rung that is for a machine as this is read off the findings of the machine: what blocks it and cannot be
 * fixed here by this user makes it impossible, what can be makes it fixable, what is not known
 * leaves it open. Pure.
 */
export const judgeRung = (
  rung: RungId,
  findings: readonly Finding[],
  facts: Facts,
  options: RungOptions = {},
  project: InLanguages | null = null,
): Verdict => {
  const ruledOut = rungs[rung].ruledOut?.(facts, options) ?? (project && languageLack(rungs[rung], project));
  if (ruledOut !== null) return { id: rung, verdict: 'impossible', because: [], ruledOut };
  const concerning = findings.filter(({ rungs }) => rungs.includes(rung));
  const ids = (some: readonly Finding[]) => [...new Set(some.map(({ id }) => id))];
  const blockers = concerning.filter(({ severity }) => severity === 'blocker');
  const final = blockers.filter((finding) => !canBeFixedHere(finding));
  if (final.length > 0) return { id: rung, verdict: 'impossible', because: ids(final) };
  if (blockers.length > 0) return { id: rung, verdict: 'fixable', because: ids(blockers) };
  const open = concerning.filter(({ id }) => isUnknown(id));
  if (open.length > 0) return { id: rung, verdict: 'unknown', because: ids(open) };
  return { id: rung, verdict: 'ready', because: [] };
};

/** Whether this user has a way to fix it on this machine. */
const canBeFixedHere = ({ fixes }: Finding): boolean => fixes.some(({ who }) => (who ?? 'you') === 'you');

/** The verdicts on all rungs, in the order of the ids, those that are for other machines at the end. Pure. */
export const judgeAll = (
  findings: readonly Finding[],
  facts: Facts,
  options: RungOptions = {},
  project: InLanguages | null = null,
): Verdict[] => {
  const verdicts = rungIds.map((rung) => judgeRung(rung, findings, facts, options, project));
  return [
    ...verdicts.filter(({ ruledOut }) => ruledOut === undefined),
    ...verdicts.filter(({ ruledOut }) => ruledOut !== undefined),
  ];
};

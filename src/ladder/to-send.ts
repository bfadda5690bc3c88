import type { Finding, Fix } from '../diagnosis/finding.js';
import { rungs } from '../rungs/registry.js';
import { decides, type Verdict } from './verdict.js';

/**
 * What to ask of others where nothing can be done from here: the problem that blocks most, and its first fix that is not this
 * user's; of those that block as much, one of a rung that needs no more than its tools. Null where something can be done.
 * Pure.
 */
export const toSend = (
  findings: readonly Finding[],
  verdicts: readonly Verdict[],
): { readonly finding: Finding; readonly fix: Fix } | null => {
  if (verdicts.some(({ verdict }) => verdict !== 'impossible')) return null;
  const blocked = (finding: Finding) => verdicts.filter((verdict) => decides(finding, verdict));
  /** The place of the first rung that needs only its tools, in the order of the ladder. */
  const place = (finding: Finding) => {
    const own = blocked(finding).find(({ id }) => rungs[id].builds.where === 'here');
    return own ? verdicts.indexOf(own) : verdicts.length;
  };
  return (
    findings
      .flatMap((finding) => {
        const fix = finding.fixes.find(({ who = 'you' }) => who !== 'you');
        return finding.severity === 'blocker' && fix ? [{ finding, fix }] : [];
      })
      .sort(
        (a, b) => blocked(b.finding).length - blocked(a.finding).length || place(a.finding) - place(b.finding),
      )[0] ?? null
  );
};

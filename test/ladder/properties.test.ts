import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFindingId } from '../../src/diagnosis/catalogue.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { withFact } from '../../src/facts/path.js';
import { counterfactual } from '../../src/ladder/counterfactual.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { judgeAll } from '../../src/ladder/judge.js';
import { recommend } from '../../src/ladder/recommend.js';
import { rungIds } from '../../src/rungs/registry.js';
import { arbitraryFacts, nullablePaths } from '../support/arbitrary-facts.js';
import { someFacts } from '../support/facts.js';

const verdictsOf = (facts: Facts) => judgeAll(diagnoseFacts(facts, {}), facts);
/** A healthy machine with one or a few domains of any kind, so that rungs are decided by little. */
const nearlyHealthy = fc
  .tuple(arbitraryFacts, fc.subarray(Object.keys(someFacts()) as (keyof Facts)[], { maxLength: 3 }))
  .map(
    ([any, domains]): Facts => ({
      ...someFacts(),
      ...Object.fromEntries(domains.map((domain) => [domain, any[domain]])),
    }),
  );

describe('of any machine', () => {
  it('something is said, and verdicts rest on findings that are there', () => {
    fc.assert(
      fc.property(fc.oneof(arbitraryFacts, nearlyHealthy), (facts) => {
        const findings = diagnoseFacts(facts, {});
        const verdicts = judgeAll(findings, facts);
        expect(findings.map(({ id }) => id).filter((id) => !isFindingId(id))).toEqual([]);
        for (const { verdict, because, ruledOut } of verdicts) {
          expect(because.length > 0 || ruledOut !== undefined).toBe(verdict !== 'ready');
          expect(because.every((id) => findings.some((finding) => finding.id === id))).toBe(true);
        }
        for (const { evidence, title } of findings) {
          expect(evidence.length).toBeGreaterThan(0);
          expect(title).not.toMatch(/null|undefined|NaN/);
        }
        const { rung, reason } = recommend(verdicts, findings, defaultPolicy);
        expect(reason).not.toBe('');
        expect(rung === null).toBe(
          verdicts
            .filter(({ id }) => defaultPolicy.order.includes(id))
            .every(({ verdict }) => verdict === 'impossible') &&
            !verdicts.some(({ verdict }) => verdict === 'ready' || verdict === 'unknown'),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('knowing less never makes a blocked rung ready', () => {
    fc.assert(
      fc.property(nearlyHealthy, (facts) => {
        const blocked = verdictsOf(facts).filter(({ verdict }) => verdict === 'impossible' || verdict === 'fixable');
        if (blocked.length === 0) return;
        // Free inodes of null are also those of a file system without a fixed number: no lack of knowledge.
        for (const path of nullablePaths.filter((each) => !each.endsWith('freeInodes'))) {
          const ready = verdictsOf(withFact(facts, path, null)).filter(({ verdict }) => verdict === 'ready');
          const wrong = blocked.filter(({ id }) => ready.some((verdict) => verdict.id === id));
          expect(wrong.map(({ id, because }) => `${id} became ready without ${path}: ${because.join(', ')}`)).toEqual(
            [],
          );
        }
      }),
      { numRuns: 250 },
    );
  });

  it('a counterfactual ends, and what it names makes the rung ready', () => {
    fc.assert(
      fc.property(nearlyHealthy, fc.constantFrom(...rungIds), (facts, rung) => {
        const { changes } = counterfactual(facts, {}, rung);
        const verdict = verdictsOf(facts).find(({ id }) => id === rung)?.verdict;
        expect(changes !== null && changes.length === 0).toBe(verdict === 'ready');
      }),
      { numRuns: 100 },
    );
  });
});

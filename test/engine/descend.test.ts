import { describe, expect, it } from 'vitest';
import type { CanaryResult } from '../../src/build/result.js';
import { createSession } from '../../src/engine/create-session.js';
import { descend } from '../../src/engine/descend.js';
import type { Examination } from '../../src/engine/examination.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import type { VerdictState } from '../../src/ladder/verdict.js';
import { type RungId, rungIds, rungsFor } from '../../src/rungs/registry.js';
import { canaryResult } from '../support/canary-result.js';
import { someFacts } from '../support/facts.js';

const examinationOf = (verdicts: Partial<Record<RungId, VerdictState>>): Examination => ({
  machine: { target: 'local', collectedAt: '2026-11-21T07:00:00Z', collector: 'node', durationMs: 1 },
  captures: {},
  project: null,
  facts: someFacts(),
  findings: rungIds.map((id) => ({
    id: `no-${id}`,
    severity: 'blocker',
    rungs: [id],
    title: `${id} has nothing to build with`,
    evidence: [`file:/${id}: ENOENT`],
    fixes: [],
    links: [],
  })),
  rungs: rungIds.map((id) => {
    const verdict = verdicts[id] ?? 'impossible';
    const ruledOut = rungsFor(someFacts()).includes(id) ? {} : { ruledOut: 'it is for other machines' };
    return { id, verdict, because: verdict === 'ready' ? [] : [`no-${id}`], ...ruledOut };
  }),
  recommendation: { rung: null, upx: false, reason: '' },
});

const go = async (
  verdicts: Partial<Record<RungId, VerdictState>>,
  outcomes: Partial<Record<RungId, CanaryResult['outcome']>>,
) => {
  const tried: RungId[] = [];
  const examination = examinationOf(verdicts);
  const signal = new AbortController().signal;
  const session = createSession(
    {
      examine: async ({ onEvent }) => {
        onEvent({ type: 'examined', examination });
        return examination;
      },
      runCanary: async (rung) => {
        tried.push(rung);
        return canaryResult({ rung, outcome: outcomes[rung] ?? 'failed' });
      },
      runFix: async () => ({ applied: false, output: '', reason: '' }),
      save: async () => ({ path: '', hints: [] }),
      now: () => new Date(0),
    },
    { project: null, upx: false, rungOptions: {}, timeoutMs: 1, signal },
  );
  await session.examine();
  return { tried, ...(await descend(session, defaultPolicy, signal)) };
};

describe('a descent', () => {
  it('takes the best rung that is ready and looks no further', async () => {
    const { tried, chosen, results } = await go({ 'pkgs-musl': 'ready', alpine: 'ready' }, { 'pkgs-musl': 'passed' });
    expect([tried, chosen, results.length]).toEqual([['pkgs-musl'], 'pkgs-musl', 1]);
  });

  it('goes on below a rung that failed, and says why the blocked ones were not tried', async () => {
    const { tried, chosen, results } = await go(
      { 'pkgs-musl': 'fixable', alpine: 'ready', 'glibc-static': 'ready' },
      { alpine: 'failed', 'glibc-static': 'passed' },
    );
    expect(tried).toEqual(['alpine', 'glibc-static']);
    expect(chosen).toBe('glibc-static');
    expect(results.map(({ rung, outcome }) => `${rung} ${outcome}`)).toEqual([
      'pkgs-musl blocked',
      'alpine failed',
      'glibc-static passed',
    ]);
    expect(results[0]).toMatchObject({
      findings: ['no-pkgs-musl'],
      reason: expect.stringContaining('nothing to build'),
    });
  });

  it('tries what cannot be determined from facts', async () => {
    expect((await go({ alpine: 'unknown' }, { alpine: 'passed' })).chosen).toBe('alpine');
  });

  it('takes a side rung before static glibc where its tools are here', async () => {
    const verdicts = { 'musl-gcc': 'ready', 'glibc-static': 'ready' } as const;
    expect((await go(verdicts, { 'musl-gcc': 'passed' })).chosen).toBe('musl-gcc');
  });

  it('ends where nothing works', async () => {
    const { tried, chosen, results } = await go({}, {});
    expect([tried, chosen]).toEqual([[], null]);
    expect(results.every(({ outcome }) => outcome === 'blocked')).toBe(true);
  });
});

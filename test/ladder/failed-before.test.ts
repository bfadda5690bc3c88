import { expect, it } from 'vitest';
import { climb } from '../../src/ladder/climb.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { rungOrder } from '../../src/ladder/order.js';
import type { Policy } from '../../src/ladder/policy.js';
import { recommend } from '../../src/ladder/recommend.js';
import type { Verdict } from '../../src/ladder/verdict.js';
import type { RungId } from '../../src/rungs/registry.js';

const ready = (id: RungId, failed: 'not' | 'failed' | 'passes' = 'not'): Verdict => ({
  id,
  verdict: 'ready',
  because: [],
  ...(failed === 'not' ? {} : { failed: { rung: id, at: '', why: `${id} failed`, passes: failed === 'passes' } }),
});
const defaults: Policy = { ...defaultPolicy, order: ['alpine', 'glibc-static'] };
const climbed = (verdicts: readonly Verdict[], policy = defaults) =>
  climb({ verdicts, findings: [], results: [], skipped: [], policy });

it('tries no rung again that failed for the project as it is, and says why', () => {
  const verdicts = [ready('alpine', 'failed'), ready('glibc-static')];
  const { next, trace } = climbed(verdicts);
  expect(next).toBe('glibc-static');
  expect(trace.find(({ rung }) => rung === 'alpine')).toMatchObject({ decision: 'skipped', why: 'alpine failed' });
  expect(recommend(verdicts, [], defaults).rung).toBe('glibc-static');
});

it('tries one again where the cause may have passed', () => {
  const verdicts = [ready('alpine', 'passes'), ready('glibc-static')];
  expect(climbed(verdicts).next).toBe('alpine');
  expect(recommend(verdicts, [], defaults).rung).toBe('alpine');
});

it('recommends none, and says so, where each failed', () => {
  const verdicts = [ready('alpine', 'failed'), ready('glibc-static', 'failed')];
  expect(climbed(verdicts).next).toBeNull();
  expect(recommend(verdicts, [], defaults)).toMatchObject({
    rung: null,
    reason: expect.stringMatching(/none could build it/),
  });
});

it('begins with the rung to start with, wherever it stands', () => {
  const verdicts = [ready('alpine'), ready('zig'), ready('glibc-static')];
  const policy = { ...defaults, start: 'glibc-static' } as const;
  expect(rungOrder(policy, verdicts)[0]).toBe('glibc-static');
  expect(climbed(verdicts, policy).next).toBe('glibc-static');
  const failed = [ready('alpine'), ready('zig'), ready('glibc-static', 'failed')];
  expect(climbed(failed, policy).next).toBe('alpine');
});

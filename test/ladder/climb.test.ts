import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/build/result.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import { type ClimbState, climb } from '../../src/ladder/climb.js';
import { defaultPolicy } from '../../src/ladder/default-policy.js';
import { judgeAll } from '../../src/ladder/judge.js';
import { recommend } from '../../src/ladder/recommend.js';
import { type RungId, rungIds } from '../../src/rungs/registry.js';
import { canaryResult } from '../support/canary-result.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const on = (overrides: DeepPartial<Facts>, more: Partial<ClimbState> = {}): ClimbState => {
  const findings = diagnoseFacts(someFacts(overrides), {});
  return {
    verdicts: judgeAll(findings, someFacts(overrides)),
    findings,
    results: [],
    skipped: [],
    policy: defaultPolicy,
    ...more,
  };
};

const result = (rung: RungId, outcome: Outcome) => canaryResult({ rung, outcome, reason: `${rung} ${outcome}` });

const noNix = { nix: { installed: false, store: { exists: false } } };
const noDocker = { engines: { docker: noEngine() } };
const noTools = { toolchain: { zig: null, muslGcc: null } };
const policy = (changes: Partial<typeof defaultPolicy>) => ({ policy: { ...defaultPolicy, ...changes } });

describe('climb', () => {
  it.each<[string, ClimbState, RungId | null]>([
    ['the first rung, when all are ready', on({}), 'pkgs-musl'],
    ['the next, when one is blocked', on(noNix), 'alpine'],
    ['a side rung before glibc-static, when its tools are here', on({ ...noNix, ...noDocker }), 'zig'],
    ['no side rung without its tools', on({ ...noNix, ...noDocker, ...noTools }), 'glibc-static'],
    ['the next after a failure', on({}, { results: [result('pkgs-musl', 'failed')] }), 'alpine'],
    ['the next after a skip', on({}, { skipped: [{ rung: 'pkgs-musl', reason: 'not now' }] }), 'alpine'],
    [
      'the next after one that passed and was left out since',
      on({}, { results: [result('pkgs-musl', 'passed')], skipped: [{ rung: 'pkgs-musl', reason: 'not now' }] }),
      'alpine',
    ],
    [
      'nothing after what passed',
      on({}, { results: [result('pkgs-musl', 'failed'), result('alpine', 'passed')] }),
      null,
    ],
    ['no rung that is forbidden', on({}, policy({ forbidden: ['pkgs-musl', 'alpine'] })), 'zig'],
    ['no rung of another C library', on({}, policy({ requiredLibc: 'glibc' })), 'glibc-static'],
    ['a rung that is open is tried', on({ nix: { installed: null } }), 'pkgs-musl'],
    ['one rung alone', on({}, policy({ order: ['musl-gcc'], side: [] })), 'musl-gcc'],
  ])('%s', (_, state, next) => {
    expect(climb(state).next).toBe(next);
  });

  it('says what was reached', () => {
    const step = climb(on(noNix, { results: [result('alpine', 'passed')] }));
    expect(step).toMatchObject({ next: null, reached: 'alpine', why: 'alpine passed' });
  });

  it('ends, whatever fails', () => {
    let state = on({});
    const tried: RungId[] = [];
    for (let step = climb(state); step.next !== null; step = climb(state)) {
      tried.push(step.next);
      state = { ...state, results: [...state.results, result(step.next, 'failed')] };
    }
    expect(tried).toEqual(['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static']);
    expect(climb(state)).toMatchObject({ next: null, reached: null });
  });

  it('considers every rung once, with a reason', () => {
    const { trace } = climb(on({ ...noNix, ...noTools }));
    expect(trace.map(({ rung }) => rung).sort()).toEqual([...rungIds].sort());
    expect(Object.fromEntries(trace.map(({ rung, decision }) => [rung, decision]))).toMatchObject({
      alpine: 'take',
      'glibc-static': 'later',
      'musl-gcc': 'excluded',
      'pkgs-musl': 'blocked',
      zig: 'excluded',
    });
    expect(trace.find(({ rung }) => rung === 'pkgs-musl')?.why).toContain('Nix is not installed');
    expect(trace.every(({ why }) => why !== '')).toBe(true);
  });
});

describe('recommend', () => {
  const on_ = (overrides: DeepPartial<Facts>, changes: Partial<typeof defaultPolicy> = {}) => {
    const { verdicts, findings } = on(overrides);
    return recommend(verdicts, findings, { ...defaultPolicy, ...changes });
  };

  it.each<[string, DeepPartial<Facts>, RungId | null, string]>([
    ['the best that is ready', {}, 'pkgs-musl', 'is ready'],
    ['what would come first', noNix, 'alpine', 'pkgs-musl would come first'],
    [
      'one that is open before one to be fixed',
      { ...noDocker, nix: { installed: null }, toolchain: { zig: null, muslGcc: null, cc: null } },
      'pkgs-musl',
      'works is unknown until it is tried',
    ],
    [
      'one to be fixed',
      { ...noNix, ...noDocker, toolchain: { zig: null, muslGcc: null, cc: null } },
      'pkgs-musl',
      'once this is fixed',
    ],
    ['none', { os: { kernel: 'Darwin 24' } }, null, 'One problem blocks every option: This is not Linux'],
  ])('%s', (_, overrides, rung, reason) => {
    const recommended = on_(overrides);
    expect(recommended.rung).toBe(rung);
    expect(recommended.reason).toContain(reason);
  });

  it('names no shared problem where each rung has its own', () => {
    const finding = (id: string, rung: RungId) =>
      ({ id, title: id, severity: 'blocker', rungs: [rung], evidence: [], fixes: [], links: [] }) as const;
    const blocked = (id: RungId, because: string) => ({ id, verdict: 'impossible', because: [because] }) as const;
    const verdicts = [blocked('alpine', 'same'), blocked('zig', 'same')];
    const { reason } = recommend(verdicts, [finding('same', 'alpine'), finding('same', 'zig')], {
      ...defaultPolicy,
      forbidden: rungIds.filter((id) => id !== 'alpine' && id !== 'zig'),
    });
    expect(reason).toBe('No rung can work on this machine as it is.');
  });

  it('follows the policy', () => {
    expect(on_({}, { requiredLibc: 'glibc', upx: true })).toMatchObject({ rung: 'glibc-static', upx: true });
    expect(on_({}, { forbidden: ['pkgs-musl', 'alpine', 'zig', 'musl-gcc', 'glibc-static'] }).rung).toBeNull();
  });
});

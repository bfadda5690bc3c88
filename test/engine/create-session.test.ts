import { describe, expect, it } from 'vitest';
import type { RunCanary } from '../../src/build/canary/canary.js';
import type { CanaryResult } from '../../src/build/result.js';
import type { Finding } from '../../src/diagnosis/finding.js';
import { createSession, type SessionEffects } from '../../src/engine/create-session.js';
import type { Examination } from '../../src/engine/examination.js';
import type { SessionEvent } from '../../src/engine/session-state.js';
import { UserError } from '../../src/errors.js';
import type { RungId } from '../../src/rungs/registry.js';
import { canaryResult } from '../support/canary-result.js';
import { someFacts } from '../support/facts.js';

const examination = (findings: string[] = []): Examination => ({
  machine: { target: 'local', collectedAt: '2026-11-21T07:00:00Z', collector: 'node', durationMs: 1 },
  captures: {},
  project: null,
  facts: someFacts(),
  findings: findings.map((id) => ({
    id,
    severity: 'blocker',
    rungs: [],
    title: id,
    evidence: [],
    fixes: [],
    links: [],
  })),
  rungs: [],
  recommendation: { rung: null, upx: false, reason: '' },
});

const passed = canaryResult({ ran: true });

const session = (over: Partial<SessionEffects> = {}, outer = new AbortController()) =>
  createSession(
    {
      examine: async ({ onEvent }) => {
        onEvent({ type: 'examined', examination: examination() });
        return examination();
      },
      runCanary: async (rung) => ({ ...passed, rung }),
      runFix: async () => ({ applied: true, output: '', reason: '' }),
      save: async () => ({ path: '/settings', hints: [] }),
      now: () => new Date('2026-11-21T07:00:00Z'),
      ...over,
    },
    { project: '/p', upx: false, rungOptions: {}, timeoutMs: 1000, signal: outer.signal },
  );

/** A canary that runs until it is cancelled. */
const endless: RunCanary = (rung, _facts, { signal }) =>
  new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve({ ...passed, rung, outcome: 'cancelled', ran: null })),
  );

describe('a session', () => {
  it('sends every listener the same events, in order', async () => {
    const walked = session();
    const heard: SessionEvent['type'][][] = [[], []];
    for (const list of heard) walked.subscribe(({ type }) => list.push(type));
    await walked.examine();
    await walked.try('glibc-static');
    await walked.save('glibc-static');
    expect(heard[0]).toEqual(['examining', 'examined', 'trying', 'tried', 'saved']);
    expect(heard[1]).toEqual(heard[0]);
    expect(walked.state().saved?.setup).toMatchObject({
      rung: 'glibc-static',
      project: '/p',
      provedAt: '2026-11-21T07:00:00.000Z',
      basis: { 'os.arch': 'x86_64' },
    });
  });

  it('saves nothing that was not proven', async () => {
    const walked = session({ runCanary: async (rung) => ({ ...passed, rung, outcome: 'failed' }) });
    await walked.examine();
    await walked.try('zig');
    expect(() => walked.proposal('zig')).toThrow(/not been proven/);
    await expect(walked.save('alpine')).rejects.toThrow(/not been proven/);
  });

  it('ends a running canary and waits until it is over', async () => {
    const walked = session({ runCanary: endless });
    await walked.examine();
    const trial = walked.try('alpine');
    expect(walked.state()).toMatchObject({ phase: 'trying', trial: { rung: 'alpine' } });
    await walked.cancel();
    expect((await trial).outcome).toBe('cancelled');
    expect(walked.state().phase).toBe('choosing');
    await walked.cancel();
  });

  it('ends with the program', async () => {
    const outer = new AbortController();
    const walked = session({ runCanary: endless }, outer);
    await walked.examine();
    const trial = walked.try('alpine');
    outer.abort();
    expect((await trial).outcome).toBe('cancelled');
  });

  it('carries out one action at a time', async () => {
    const walked = session({ runCanary: endless });
    await walked.examine();
    const trial = walked.try('alpine');
    await expect(walked.try('zig')).rejects.toThrow(/one action at a time/);
    await walked.cancel();
    await trial;
  });

  it('determines by a re-scan whether a fix helped', async () => {
    let left = ['socket-gone', 'other'];
    const walked = session({ examine: async () => examination(left) });
    const fix = { title: '', commands: [], needsRoot: false, changes: null, undo: null, runnable: true };
    await walked.examine();
    expect((await walked.fix('socket-gone', fix)).helped).toBe(false);
    left = ['other'];
    expect((await walked.fix('socket-gone', fix)).helped).toBe(true);
    expect(walked.state().lastFix).toMatchObject({ finding: 'socket-gone', outcome: { helped: true } });
  });

  it('reports whether a fix helped the rung that it is for, where another shares the id of its finding', async () => {
    const fixOf = (title: string) => ({
      title,
      commands: [title],
      needsRoot: false,
      changes: null,
      undo: null,
      runnable: true,
    });
    const about = (rung: RungId) => {
      const [base] = examination(['library-missing']).findings;
      return { ...base, rungs: [rung], fixes: [fixOf(rung)] } as Finding;
    };
    let left = [about('alpine'), about('zig')];
    const walked = session({
      examine: async ({ onEvent }) => {
        const found = { ...examination(), findings: left };
        onEvent({ type: 'examined', examination: found });
        return found;
      },
    });
    await walked.examine();
    left = [about('alpine')];
    expect((await walked.fix('library-missing', fixOf('zig'))).helped).toBe(true);
    expect((await walked.fix('library-missing', fixOf('alpine'))).helped).toBe(false);
    left = [];
    expect((await walked.fix('library-missing', fixOf('alpine'))).helped).toBe(true);
  });

  it('is over with a try that ends in an error of the machine, and says what and why', async () => {
    const walked = session({
      runCanary: () => Promise.reject(new UserError('Not kept.', ['EACCES'], ['musl-wizard --config-dir DIR'])),
    });
    await walked.examine();
    await expect(walked.try('zig')).rejects.toThrow('Not kept.');
    expect(walked.state()).toMatchObject({
      phase: 'failed',
      trial: null,
      error: 'Not kept.\nEACCES\nmusl-wizard --config-dir DIR',
    });
    await expect(walked.examine()).resolves.toBeDefined();
  });

  it('keeps the newest result of a rung', async () => {
    let outcome: CanaryResult['outcome'] = 'failed';
    const walked = session({ runCanary: async (rung) => ({ ...passed, rung, outcome }) });
    await walked.examine();
    walked.skip('zig', 'not wanted');
    await walked.try('zig');
    outcome = 'passed';
    await walked.try('zig');
    expect(walked.state().results.map((each) => each.outcome)).toEqual(['passed']);
    expect(walked.state().skipped).toEqual([]);
  });
});

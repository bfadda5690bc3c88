import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/diagnosis/finding.js';
import { begin, nextEffect, reduceFlow } from '../../src/flow/interpreter.js';
import type { Forest, Node, Tree } from '../../src/flow/schema.js';
import type { FlowEvent, FlowState } from '../../src/flow/state.js';
import type { RungId } from '../../src/rungs/registry.js';
import { seen } from './support.js';

const tree = (nodes: Record<string, Node>, flow = 'test'): Tree => ({
  flow,
  title: 'a test',
  about: 'a test',
  start: 'start',
  nodes: { here: { done: 'remedy', because: 'so', commands: ['true'] }, away: away, ...nodes },
});
const away: Node = { done: 'elsewhere', because: 'no', commands: ['true'] };
const forest = (...trees: Tree[]): Forest => new Map(trees.map((one) => [one.flow, one]));
const finding: Finding = {
  id: 'nix-store-full',
  severity: 'blocker',
  rungs: ['pkgs-musl'],
  title: 'The store is full.',
  evidence: [],
  links: [],
  fixes: [
    { title: 'by hand', commands: ['a NAME'], needsRoot: false, changes: null, undo: null, runnable: false },
    {
      title: 'collect garbage',
      commands: ['nix-collect-garbage'],
      needsRoot: false,
      changes: null,
      undo: null,
      runnable: true,
    },
  ],
};

const { fixes } = finding;

const walk = (trees: Forest, ...events: FlowEvent[]): FlowState =>
  events.reduce((state, event) => reduceFlow(trees, state, event), begin('test', 'start'));
const examined = (machine = seen()): FlowEvent => ({ type: 'examined', seen: machine });

describe('a check', () => {
  const trees = forest(
    tree({
      start: {
        check: 'roomy?',
        if: { fact: 'memory.limitBytes', gte: '1GiB' },
        to: { yes: 'here', no: 'away', unknown: 'start2' },
      },
      start2: {
        check: 'state?',
        fact: 'engines.docker.daemon.state',
        to: { running: 'here', stopped: 'away', unknown: 'away' },
      },
    }),
  );
  it.each([
    [2 ** 30, 'here', 1],
    [2 ** 30 - 1, 'away', 1],
    [null, 'here', 2],
  ])('with a limit of %s ends at %s', (limitBytes, end, steps) => {
    const state = walk(trees, examined(seen({ memory: { limitBytes } })));
    expect(state.end?.node).toBe(end);
    expect(state.trace).toHaveLength(steps + 1);
  });
  it('keeps the fact that decided, with its value', () => {
    const [first] = walk(trees, examined(seen({ memory: { limitBytes: 1024 } }))).trace;
    expect(first).toMatchObject({
      node: 'start',
      outcome: 'no',
      evidence: [{ subject: 'memory.limitBytes', value: 1024, asked: 'gte 1GiB', holds: 'no' }],
    });
  });
});

describe('a question', () => {
  const ask = { ask: 'really?', id: 'really', answers: { yes: 'yes', no: 'no' } };
  const trees = forest(
    tree({
      start: { ...ask, to: { yes: 'again', no: 'away' } },
      again: { ...ask, to: { yes: 'here', no: 'away' } },
    }),
  );
  it('is asked once: the same id is not asked again', () => {
    const asked = walk(trees, examined());
    expect(nextEffect(trees, asked)).toMatchObject({ type: 'ask', id: 'really' });
    const state = reduceFlow(trees, asked, { type: 'answered', value: 'yes', by: 'person' });
    expect(state.end?.node).toBe('here');
    expect(state.trace.map(({ reason }) => reason)).toEqual(['answered by person', 'answered before', null]);
  });
  it('takes no answer that is not offered', () => {
    const asked = walk(trees, examined());
    expect(reduceFlow(trees, asked, { type: 'answered', value: 'perhaps', by: 'person' })).toBe(asked);
    expect(reduceFlow(trees, asked, { type: 'answered', value: 'constructor', by: 'person' })).toBe(asked);
  });
});

describe('a fix', () => {
  const trees = forest(
    tree({
      start: { fix: { rung: 'pkgs-musl' }, to: { helped: 'start', failed: 'away', skipped: 'here' } },
    }),
  );
  const broken = seen({}, { 'pkgs-musl': { id: 'pkgs-musl', verdict: 'fixable', because: [finding.id] } }, [finding]);
  it('offers what can be run, and goes on when the finding is gone', () => {
    const state = walk(trees, examined(broken));
    expect(nextEffect(trees, state)).toMatchObject({
      type: 'fix',
      finding: finding.id,
      fix: { title: 'collect garbage' },
    });
    const after = reduceFlow(trees, state, { type: 'fixed', seen: seen(), reason: 'done' });
    expect(after.trace[0]).toMatchObject({ outcome: 'helped', reason: 'done' });
    expect(after.end?.node).toBe('here');
  });
  it('has failed when the finding is still there', () => {
    const after = reduceFlow(trees, walk(trees, examined(broken)), { type: 'fixed', seen: broken, reason: 'done' });
    expect(after.end?.node).toBe('away');
  });
  it('is one for the rung that is asked, where another shares the id of its finding', () => {
    const foreign = {
      ...finding,
      rungs: ['alpine'] as const,
      fixes: [{ ...fixes[1], title: 'for alpine' }],
    } as Finding;
    const verdict = (id: RungId) => ({ id, verdict: 'fixable' as const, because: [finding.id] });
    const verdicts = { alpine: verdict('alpine'), 'pkgs-musl': verdict('pkgs-musl') };
    const state = walk(trees, examined(seen({}, verdicts, [foreign, finding])));
    expect(nextEffect(trees, state)).toMatchObject({ fix: { title: 'collect garbage' } });
    // Gone is the finding of that rung; that of the other one stays, and is not offered for this rung.
    const left = seen({}, { ...verdicts, 'pkgs-musl': 'ready' }, [foreign]);
    const after = reduceFlow(trees, state, { type: 'fixed', seen: left, reason: 'done' });
    expect(after.trace[0]).toMatchObject({ outcome: 'helped' });
    expect(after.end?.node).toBe('here');
    const kept = reduceFlow(trees, state, { type: 'fixed', seen: seen({}, verdicts, [finding]), reason: 'done' });
    expect(kept.trace[0]).toMatchObject({ outcome: 'failed' });
  });
  it('for a finding is offered once for each of its rungs', () => {
    const asked = forest(
      tree({ start: { fix: { finding: finding.id }, to: { helped: 'start', failed: 'start', skipped: 'here' } } }),
    );
    const foreign = {
      ...finding,
      rungs: ['alpine'] as const,
      fixes: [{ ...fixes[1], title: 'for alpine' }],
    } as Finding;
    const both = seen({}, {}, [foreign, finding]);
    const first = walk(asked, examined(both));
    expect(nextEffect(asked, first)).toMatchObject({ fix: { title: 'for alpine' } });
    const second = reduceFlow(asked, first, { type: 'fixed', seen: both, reason: 'done' });
    expect(second.trace[0]).toMatchObject({ outcome: 'failed' });
    expect(nextEffect(asked, second)).toMatchObject({ fix: { title: 'collect garbage' } });
    const third = reduceFlow(asked, second, { type: 'fixed', seen: both, reason: 'done' });
    expect(third.end?.node).toBe('here');
  });
  it('is passed over where there is nothing to offer', () => {
    expect(walk(trees, examined()).end?.node).toBe('here');
  });
});

describe('a try', () => {
  const trees = forest(
    tree({
      start: {
        try: 'alpine',
        options: { engine: 'podman' },
        causes: { 'disk-full': 'no room' },
        to: { passed: 'proven', failed: 'away', blocked: 'away', skipped: 'away', 'disk-full': 'other' },
      },
      other: { goto: 'second' },
      proven: { done: 'setup', because: 'it ran' },
    }),
    tree({ start: away }, 'second'),
  );
  const tried = (outcome: 'passed' | 'failed', cause: string | null = null): FlowEvent => ({
    type: 'tried',
    outcome,
    cause,
    reason: 'r',
  });
  it('gives the setup that passed', () => {
    const { end } = walk(trees, examined(), tried('passed'));
    expect(end?.setup).toEqual({ rung: 'alpine', upx: false, options: { engine: 'podman' } });
  });
  it('branches on a cause of its own, into another tree', () => {
    expect(walk(trees, examined(), tried('failed', 'disk-full')).end).toMatchObject({ tree: 'second', node: 'start' });
  });
  it('takes any other cause for a plain failure', () => {
    expect(walk(trees, examined(), tried('failed', 'oom-killed')).end?.node).toBe('away');
  });
});

it('says which tree goes round for ever instead of doing so', () => {
  const trees = forest(tree({ start: { check: '?', if: { finding: 'x' }, to: { yes: 'start', no: 'start' } } }));
  expect(() => walk(trees, examined())).toThrow(/the tree test loops at/);
});

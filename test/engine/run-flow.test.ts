import { expect, it } from 'vitest';
import { type FlowHost, runFlow } from '../../src/engine/run-flow.js';
import { replay, sameDecisions } from '../../src/flow/record.js';
import type { Node, Tree } from '../../src/flow/schema.js';
import { seen } from '../flow/support.js';

const remedy: Node = { done: 'remedy', because: 'so', commands: ['true'] };
const tree: Tree = {
  flow: 'test',
  title: 't',
  about: 'a',
  start: 'say',
  nodes: {
    say: { note: 'memory: {{memory.limitBytes|bytes}}', to: 'which' },
    which: { ask: 'which?', answers: { a: 'A', b: 'B' }, to: { a: 'repair', b: 'attempt' } },
    repair: {
      fix: { title: 'grow', commands: ['grow'], needsRoot: false, until: { fact: 'memory.limitBytes', gte: 100 } },
      to: { helped: 'attempt', failed: 'small', skipped: 'small' },
    },
    attempt: { try: 'zig', to: { passed: 'proven', failed: 'small', blocked: 'small', skipped: 'small' } },
    proven: { done: 'setup', because: 'it ran' },
    small: remedy,
  },
};
const forest = new Map([['test', tree]]);

/** Effects that record what is requested of them, and whose machine grows by fixes. */
const fakeHost = (over: Partial<FlowHost> = {}) => {
  const calls: string[] = [];
  let limitBytes = 10;
  const host: FlowHost = {
    examine: async () => {
      calls.push('examine');
      return seen({ memory: { limitBytes } });
    },
    ask: async (id) => {
      calls.push(`ask ${id}`);
      return { value: 'a', by: 'person' };
    },
    fix: async (title, { commands }) => {
      calls.push(`fix ${title}: ${commands.join()}`);
      limitBytes = 200;
      return { seen: await host.examine(), reason: 'done' };
    },
    attempt: async (rung) => {
      calls.push(`try ${rung}`);
      return { outcome: 'passed', cause: null, reason: 'it ran' };
    },
    note: async (text) => void calls.push(text),
    ...over,
  };
  return { host, calls };
};

it('carries out each effect once, and reads the machine again after a fix', async () => {
  const { host, calls } = fakeHost();
  const { end } = await runFlow(forest, tree, {}, host);
  expect(calls).toEqual(['examine', 'memory: 10 B', 'ask which', 'fix grow: grow', 'examine', 'try zig']);
  expect(end.setup).toEqual({ rung: 'zig', upx: false, options: {} });
});

it('asks nobody what was answered before', async () => {
  const { host, calls } = fakeHost();
  await runFlow(forest, tree, { which: 'b' }, host);
  expect(calls).toEqual(['examine', 'memory: 10 B', 'try zig']);
});

it('does not read the machine again after a fix that was declined', async () => {
  const { host, calls } = fakeHost({ fix: async () => ({ seen: null, reason: 'declined' }) });
  const { end, state } = await runFlow(forest, tree, {}, host);
  expect(calls.filter((call) => call === 'examine')).toHaveLength(1);
  expect(end.node).toBe('small');
  expect(state.trace.find(({ node }) => node === 'repair')).toMatchObject({ outcome: 'skipped', reason: 'declined' });
});

it('can be walked again from its events, to the same decisions', async () => {
  const { events, state, end } = await runFlow(forest, tree, {}, fakeHost().host);
  const record = {
    schema: 'musl-wizard.flow/1',
    flow: 'test',
    target: 'local',
    answers: {},
    trace: state.trace,
    end,
    events,
  } as const;
  const again = replay(forest, JSON.parse(JSON.stringify(record)));
  expect(again.end).toEqual(end);
  expect(sameDecisions(state.trace, again.trace)).toBe(state.trace.length);
});

it('hands on what an effect throws', async () => {
  const { host } = fakeHost({ attempt: () => Promise.reject(new Error('no')) });
  await expect(runFlow(forest, tree, {}, host)).rejects.toThrow('no');
});

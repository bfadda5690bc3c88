import { describe, expect, it } from 'vitest';
import { shippedForest } from '../../src/flow/shipped.js';
import { contradictions } from './contradictions.js';
import { walk } from './scenarios/support.js';
import { machines, walks } from './walks.js';

const all = await machines();

it.each([...shippedForest.keys()])('no end of %s contradicts a machine that comes there', (tree) => {
  const found = all.flatMap(([name, seen]) =>
    walks(name, seen, tree).flatMap((walked) =>
      contradictions(walked).map((line) => `${walked.end.tree}/${walked.end.node} on ${name} ${line}`),
    ),
  );
  expect([...new Set(found)]).toEqual([]);
});

// Where nothing is ready or open, the doctor names what could be fixed, which nobody does on a recorded machine.
const advised = all.flatMap(([name, { recommendation, rungs }]) => {
  const state = rungs.find(({ id }) => id === recommendation.rung)?.verdict;
  return state === 'ready' || state === 'unknown' ? [[name, recommendation.rung] as const] : [];
});

describe('choose-setup ends at the rung that the doctor recommends', () => {
  it.each(advised)('%s: %s', async (machine, rung) => {
    const { end } = await walk({ tree: 'choose-setup', machine });
    expect(end).toMatchObject({ done: 'remedy', commands: [`musl-wizard choose --rung ${rung}`] });
  });
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Examination } from '../../src/engine/examination.js';
import { examine } from '../../src/engine/examine.js';
import { begin, nextEffect, reduceFlow } from '../../src/flow/interpreter.js';
import { edges } from '../../src/flow/outcomes.js';
import { shippedForest } from '../../src/flow/shipped.js';
import type { End, FlowEffect, FlowEvent, FlowState } from '../../src/flow/state.js';
import { loadSnapshot, snapshotMachine } from '../../src/machine/snapshot.js';
import { snapshotFile } from './scenarios/support.js';

const snapshots = readdirSync(join(import.meta.dirname, '../../fixtures/snapshots'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

/** Every recorded machine, judged. */
export const machines = (): Promise<readonly (readonly [name: string, seen: Examination])[]> =>
  Promise.all(
    snapshots.map(async (name) => {
      const machine = snapshotMachine(name, await loadSnapshot(snapshotFile(name)));
      return [name, await examine(machine, { signal: new AbortController().signal })] as const;
    }),
  );

/** A walk that has ended, on a machine. */
export interface Walk {
  readonly machine: string;
  readonly seen: Examination;
  /** The tree in which it began. */
  readonly from: string;
  readonly end: End;
  readonly answers: FlowState['answers'];
  readonly trace: FlowState['trace'];
}

/** All possible results of what a walk requests; nothing is changed on a recorded machine. */
const events = (effect: FlowEffect, state: FlowState, seen: Examination): readonly FlowEvent[] => {
  switch (effect.type) {
    case 'examine':
      return [{ type: 'examined', seen }];
    case 'ask':
      return Object.keys(effect.question.answers).map((value) => ({ type: 'answered', value, by: 'person' }));
    case 'fix':
      return [
        { type: 'fixed', seen: null, reason: 'declined' },
        { type: 'fixed', seen, reason: 'it did not help' },
      ];
    case 'try': {
      const plain = ['passed', 'failed', 'blocked', 'skipped'] as const;
      const node = shippedForest.get(state.tree)?.nodes[state.node];
      const causes = node ? edges(node).flatMap(([name]) => (plain.some((one) => one === name) ? [] : [name])) : [];
      return [
        ...plain.map((outcome): FlowEvent => ({ type: 'tried', outcome, cause: null, reason: outcome })),
        ...causes.map((cause): FlowEvent => ({ type: 'tried', outcome: 'failed', cause, reason: cause })),
      ];
    }
    default:
      return [{ type: 'noted' }];
  }
};

/** Every walk through a tree on a machine, with every answer and every result of what is tried. */
export const walks = (machine: string, seen: Examination, from: string): readonly Walk[] => {
  const known = new Set<string>();
  const ended: Walk[] = [];
  const open: FlowState[] = [begin(from, shippedForest.get(from)?.start ?? '')];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { tree, node, answers, passed, offered, trace, end } = state;
    const key = JSON.stringify([tree, node, answers, passed?.rung, offered, state.seen === null, end !== null]);
    if (known.has(key)) continue;
    known.add(key);
    if (end) ended.push({ machine, seen, from, end, answers, trace });
    else {
      const effect = nextEffect(shippedForest, state);
      for (const event of events(effect, state, seen)) open.push(reduceFlow(shippedForest, state, event));
    }
  }
  return ended;
};

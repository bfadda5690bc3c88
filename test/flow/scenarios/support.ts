import { join } from 'node:path';
import { examine } from '../../../src/engine/examine.js';
import { begin, nextEffect, reduceFlow } from '../../../src/flow/interpreter.js';
import { shippedForest } from '../../../src/flow/shipped.js';
import type { FlowEffect, FlowEvent, FlowState } from '../../../src/flow/state.js';
import { loadSnapshot, snapshotMachine } from '../../../src/machine/snapshot.js';
import type { RungId } from '../../../src/rungs/registry.js';

/** Somebody's machine, what they answer, and what came of what they tried. */
export interface Scenario {
  readonly tree: string;
  /** A file of fixtures/snapshots, without its ending. */
  readonly machine: string;
  /** Facts by path, where the machine was changed since, or where another one differs in only that. */
  readonly supposing?: Readonly<Record<string, unknown>>;
  readonly answers?: Readonly<Record<string, string>>;
  /** Outcome of each rung's canary, with the cause in its log; what is not listed is not tried. */
  readonly tries?: Partial<Record<RungId, 'passed' | { readonly failed: string | null }>>;
}

export const snapshotFile = (machine: string): string =>
  join(import.meta.dirname, '../../../fixtures/snapshots', `${machine}.json`);

/** Replays the snapshot through the probes, judges it, and walks the tree; questions without an answer take their default. */
export const walk = async ({
  tree,
  machine,
  supposing = {},
  answers = {},
  tries = {},
}: Scenario): Promise<FlowState> => {
  const snapshot = snapshotMachine(machine, await loadSnapshot(snapshotFile(machine)));
  const whatIf = Object.entries(supposing).map(([path, value]) => ({ path, value }));
  const seen = await examine(snapshot, { signal: new AbortController().signal, whatIf });
  let state = begin(tree, shippedForest.get(tree)?.start ?? '', answers);
  for (let effect = nextEffect(shippedForest, state); effect.type !== 'end'; effect = nextEffect(shippedForest, state))
    state = reduceFlow(shippedForest, state, hear(effect));
  return state;

  function hear(effect: FlowEffect): FlowEvent {
    switch (effect.type) {
      case 'examine':
        return { type: 'examined', seen };
      case 'ask':
        return { type: 'answered', value: effect.question.default ?? '', by: 'default' };
      case 'fix':
        return { type: 'fixed', seen: null, reason: 'nobody may change this machine' };
      case 'try': {
        const came = tries[effect.rung];
        if (came === undefined) return { type: 'tried', outcome: 'skipped', cause: null, reason: 'not tried' };
        if (came === 'passed') return { type: 'tried', outcome: 'passed', cause: null, reason: 'it ran' };
        return { type: 'tried', outcome: 'failed', cause: came.failed, reason: 'it failed' };
      }
      default:
        return { type: 'noted' };
    }
  }
};

/** The nodes that a walk came by. */
export const nodes = ({ trace }: FlowState): readonly string[] => trace.map(({ node }) => node);

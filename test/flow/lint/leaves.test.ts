import { describe, expect, it } from 'vitest';
import { begin, reduceFlow } from '../../../src/flow/interpreter.js';
import { witness } from '../../../src/flow/lint/witness.js';
import { edges } from '../../../src/flow/outcomes.js';
import { shippedForest } from '../../../src/flow/shipped.js';

describe.each([...shippedForest.values()].map((tree) => [tree.flow, tree] as const))('the tree %s', (_, tree) => {
  const leaves = Object.entries(tree.nodes).filter(([, node]) => 'done' in node || 'goto' in node);
  it.each(leaves.map(([id]) => id))('leads some machine to %s', (id) => {
    const events = witness(tree, id);
    expect(events).not.toBeNull();
    const alone = new Map(shippedForest);
    const state = (events ?? []).reduce((at, event) => reduceFlow(alone, at, event), begin(tree.flow, tree.start));
    expect(state.trace.map(({ tree: name, node }) => `${name}/${node}`)).toContain(`${tree.flow}/${id}`);
  });
  // A branch for "unknown" can be one that a check before has ruled out; it must be there anyway.
  const branches = Object.entries(tree.nodes).flatMap(([id, node]) =>
    edges(node).flatMap(([outcome]) => (outcome === 'unknown' ? [] : [[id, outcome] as const])),
  );
  it('has no branch that nobody can take', () => {
    expect(branches.filter(([id, outcome]) => witness(tree, id, outcome) === null)).toEqual([]);
  });
});

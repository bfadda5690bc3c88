import { describe, expect, it } from 'vitest';
import { begin, reduceFlow } from '../../../src/flow/interpreter.js';
import { witness } from '../../../src/flow/lint/witness.js';
import { edges } from '../../../src/flow/outcomes.js';
import { shippedForest } from '../../../src/flow/shipped.js';

describe.each([...shippedForest.values()].map((tree) => [tree.flow, tree] as const))('the tree %s', (_, tree) => {
  const leaves = Object.entries(tree.nodes).flatMap(([id, node]) => ('done' in node || 'goto' in node ? [id] : []));
  /** How the interpreter goes to each leaf: the nodes of this tree, and by which outcome it left them. */
  const known = new Map<string, readonly (readonly [node: string, outcome: string])[] | null>();
  const walkTo = (leaf: string) => {
    if (!known.has(leaf)) {
      const events = witness(tree, leaf);
      const start = begin(tree.flow, tree.start);
      const end = events?.reduce((at, event) => reduceFlow(new Map(shippedForest), at, event), start);
      const own = end?.trace.filter((entry) => entry.tree === tree.flow);
      known.set(leaf, own?.map(({ node, outcome }) => [node, outcome] as const) ?? null);
    }
    return known.get(leaf) ?? null;
  };

  it.each(leaves)('leads some machine to %s', (id) => {
    expect(walkTo(id)?.map(([node]) => node)).toContain(id);
  });
  // A branch for "unknown" can be one that a check before has ruled out; it must be there anyway.
  const branches = Object.entries(tree.nodes).flatMap(([id, node]) =>
    edges(node).flatMap(([outcome]) => (outcome === 'unknown' ? [] : [[id, outcome] as const])),
  );
  it('has no branch that nobody can take', () => {
    // Most are taken on the way to some leaf; a search for each alone would take minutes.
    const taken = new Set(leaves.flatMap((leaf) => walkTo(leaf) ?? []).map(String));
    const untaken = branches.filter((branch) => !taken.has(String(branch)));
    expect(untaken.length).toBeLessThan(branches.length);
    expect(untaken.filter(([id, outcome]) => witness(tree, id, outcome) === null)).toEqual([]);
  });
});

import { edges } from '../outcomes.js';
import type { Tree } from '../schema.js';
import type { Complaint, LintRule } from './complaint.js';

/** Every node can be reached from the start, as far as branches go. */
export const unreachable: LintRule = (tree) => {
  const reached = reach(tree, () => true);
  return Object.keys(tree.nodes)
    .filter((id) => !reached.has(id))
    .map((id) => ({ path: ['nodes', id], message: 'no branch leads here from the start' }));
};

/** A setup without a rung takes the one that passed, so on every way to it one must have passed. */
export const provenSetups: LintRule = (tree) => {
  const unproven = reach(tree, (outcome) => outcome !== 'passed');
  return Object.entries(tree.nodes).flatMap(([id, node]): Complaint[] =>
    'done' in node && node.done === 'setup' && !node.rung && unproven.has(id)
      ? [
          {
            path: ['nodes', id],
            message: 'this setup must name a rung, because a path leads here on which no canary has passed',
          },
        ]
      : [],
  );
};

/** The nodes that can be reached from the start over the branches that `may` allows. */
const reach = (tree: Tree, may: (outcome: string) => boolean): ReadonlySet<string> => {
  const reached = new Set<string>();
  const waiting = [tree.start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = Object.hasOwn(tree.nodes, id) ? tree.nodes[id] : undefined;
    if (!node || reached.has(id)) continue;
    reached.add(id);
    for (const [outcome, target] of edges(node)) if (may(outcome)) waiting.push(target);
  }
  return reached;
};

import { branch, edges, outcomes } from '../outcomes.js';
import type { LintRule } from './complaint.js';

/** Every outcome of every node has a branch, no branch is for nothing, and each leads to a node. */
export const branches: LintRule = (tree) =>
  Object.entries(tree.nodes).flatMap(([id, node]) => {
    const path = ['nodes', id];
    const wanted = outcomes(node);
    if (wanted === null)
      return [{ path, message: 'a check by `fact` needs a fact with few values; ask for a condition with `if`' }];
    const has = edges(node);
    const to = 'to' in node && typeof node.to === 'object' ? node.to : null;
    return [
      ...wanted
        .filter((outcome) => to === null || branch(to, outcome) === null)
        .map((outcome) => ({ path: [...path, 'to'], message: `no branch for the outcome "${outcome}"` })),
      ...(to === null ? [] : has)
        .filter(([outcome]) => !wanted.includes(outcome))
        .map(([outcome]) => ({
          path: [...path, 'to', outcome],
          message: `"${outcome}" is not an outcome of this node; the outcomes are ${wanted.join(', ')}`,
        })),
      ...has
        .filter(([, target]) => !Object.hasOwn(tree.nodes, target))
        .map(([outcome, target]) => ({ path: [...path, 'to', outcome], message: `there is no node "${target}"` })),
    ];
  });

/** The tree starts at a node that is there. */
export const startExists: LintRule = (tree) =>
  Object.hasOwn(tree.nodes, tree.start)
    ? []
    : [{ path: ['start'], message: `the start node "${tree.start}" does not exist` }];

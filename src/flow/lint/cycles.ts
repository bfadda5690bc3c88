import { edges } from '../outcomes.js';
import type { Forest, Tree } from '../schema.js';
import type { LintRule } from './complaint.js';

/**
 * No walk goes round for ever. Answers are remembered and facts stay as they are, so a circle
 * ends only if it passes through a fix that was carried out: each is offered once a walk.
 */
export const endlessCycles: LintRule = (tree, { forest }) => {
  const reported = new Set<string>();
  return Object.keys(tree.nodes).flatMap((id) => {
    const circle = circleAt(forest, tree, id);
    const key = circle && [...circle].sort().join(' ');
    if (!circle || !key || reported.has(key)) return [];
    reported.add(key);
    return [
      {
        path: ['nodes', id],
        message: `endless loop: ${circle.join(' → ')} → ${circle[0]}, and nothing in it changes the machine`,
      },
    ];
  });
};

/** The shortest way from a node back to itself on which no fix is carried out, or null. */
const circleAt = (forest: Forest, tree: Tree, id: string): readonly string[] | null => {
  const origin = `${tree.flow}/${id}`;
  const cameFrom = new Map<string, string>();
  const waiting = [origin];
  for (const at of waiting) {
    for (const onward of idleSteps(forest, at)) {
      if (onward === origin) return wayTo(cameFrom, origin, at);
      if (cameFrom.has(onward)) continue;
      cameFrom.set(onward, at);
      waiting.push(onward);
    }
  }
  return null;
};

const wayTo = (cameFrom: ReadonlyMap<string, string>, origin: string, end: string): readonly string[] => {
  const way = [end];
  for (let at = end; at !== origin; at = way[0] as string) way.unshift(cameFrom.get(at) ?? origin);
  return way;
};

/** Where a walk can go from here without having changed anything. */
const idleSteps = (forest: Forest, at: string): readonly string[] => {
  const [name = '', id = ''] = at.split('/');
  const nodes = forest.get(name)?.nodes;
  const node = nodes && Object.hasOwn(nodes, id) ? nodes[id] : undefined;
  if (!node) return [];
  if ('goto' in node) {
    const next = forest.get(node.goto);
    return next ? [`${next.flow}/${next.start}`] : [];
  }
  return edges(node)
    .filter(([outcome]) => !('fix' in node) || outcome === 'skipped')
    .map(([, target]) => `${name}/${target}`);
};

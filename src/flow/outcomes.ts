import { canBeUnknown } from './condition.js';
import { factShape } from './fact-shape.js';
import type { Branches, Node } from './schema.js';

/**
 * The outcomes that a node has, in the order in which they are listed. Each needs a branch and no
 * other branch may be there: that is what makes a tree total. An end and a note have none; null
 * where they cannot be listed (a check on a fact that is not collected, or that has endless values).
 */
export const outcomes = (node: Node): readonly string[] | null => {
  if ('check' in node) {
    if ('if' in node) return canBeUnknown(node.if) ? ['yes', 'no', 'unknown'] : ['yes', 'no'];
    if ('rung' in node) return ['ready', 'fixable', 'impossible', 'unknown'];
    const shape = factShape(node.fact);
    if (!shape?.values) return null;
    const named = shape.values.map(outcomeOf);
    return shape.nullable && !named.includes('unknown') ? [...named, 'unknown'] : named;
  }
  if ('ask' in node) return Object.keys(node.answers);
  if ('compare' in node) return [...Object.keys(node.ways), 'none'];
  if ('fix' in node) return ['helped', 'failed', 'skipped'];
  if ('try' in node) return ['passed', 'failed', 'blocked', 'skipped', ...Object.keys(node.causes ?? {})];
  return [];
};

/** A fact's value as the name of a branch. */
export const outcomeOf = (value: unknown): string =>
  value === true ? 'yes' : value === false ? 'no' : value === null ? 'unknown' : String(value);

/** Where a node leads: outcome and target. A note has one way on, an end none; gotos are another tree's matter. */
export const edges = (node: Node): readonly (readonly [outcome: string, target: string])[] => {
  if ('note' in node) return [['next', node.to]];
  if ('done' in node || 'goto' in node) return [];
  return Object.entries(node.to);
};

/** The node that follows an outcome, or null where there is no such branch. */
export const branch = (to: Branches, outcome: string): string | null =>
  Object.hasOwn(to, outcome) ? (to[outcome] ?? null) : null;

export type NodeKind = 'check' | 'ask' | 'fix' | 'try' | 'note' | 'compare' | 'goto' | 'done';
export const nodeKinds: readonly NodeKind[] = ['check', 'ask', 'fix', 'try', 'note', 'compare', 'goto', 'done'];

/** The kind of a node: the key that only this kind has. */
export const kindOf = (node: Node): NodeKind => nodeKinds.find((kind) => kind in node) ?? 'done';

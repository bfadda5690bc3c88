import { factAt } from '../../facts/path.js';
import { factPaths } from '../fact-shape.js';
import type { Tree } from '../schema.js';
import type { Complaint, LintRule } from './complaint.js';
import { roomyMachine } from './roomy-machine.js';
import { type Witness, witness } from './witness.js';

/** Each search that finds nothing takes a second or two; more of them tell nobody more. */
const enough = 5;

/** Some machine and some answers lead to every end. What branches cannot reach at all, `unreachable` reports. */
export const reachableEnds: LintRule = (tree) => {
  const complaints: Complaint[] = [];
  for (const id of endsOf(tree)) {
    if (complaints.length === enough) break;
    if (wayTo(tree, id) === null)
      complaints.push({ path: ['nodes', id], message: 'no machine was found that leads here' });
  }
  return complaints;
};

/** What was found of each tree: whether there is a way and which it is are asked for one after the other. */
const known = new WeakMap<Tree, Map<string, Witness | null>>();

const wayTo = (tree: Tree, end: string): Witness | null => {
  const ways = known.get(tree) ?? new Map<string, Witness | null>();
  known.set(tree, ways);
  const way = ways.has(end) ? (ways.get(end) ?? null) : witness(tree, end);
  ways.set(end, way);
  return way;
};

/** The nodes at which a walk leaves a tree. */
const endsOf = (tree: Tree): readonly string[] =>
  Object.entries(tree.nodes).flatMap(([id, node]) => ('done' in node || 'goto' in node ? [id] : []));

/** How somebody comes to an end: in words for people and programs. */
export interface WayToEnd {
  readonly end: string;
  /** Facts in which the machine, as first read, differs from one on which everything works. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What was answered, tried and fixed on the way, in order. */
  readonly steps: readonly string[];
}

/** For each end, a way to it that the search found. */
export const waysToEnds = (tree: Tree): readonly WayToEnd[] =>
  endsOf(tree).flatMap((end) => {
    const found = wayTo(tree, end);
    return found ? [{ end, facts: changedFacts(found), steps: found.flatMap(stepOf) }] : [];
  });

const changedFacts = ([first]: Witness): Record<string, unknown> => {
  if (first?.type !== 'examined') return {};
  const { facts } = first.seen;
  const changed = factPaths().filter(
    (path) => JSON.stringify(factAt(facts, path) ?? null) !== JSON.stringify(factAt(roomyMachine, path) ?? null),
  );
  return Object.fromEntries(changed.map((path) => [path, factAt(facts, path) ?? null]));
};

const stepOf = (event: Witness[number]): readonly string[] => {
  switch (event.type) {
    case 'answered':
      return [`answer ${event.value}`];
    case 'tried':
      return [`canary ${event.cause ?? event.outcome}`];
    case 'fixed':
      return [event.seen ? 'fix applied' : 'fix declined'];
    default:
      return [];
  }
};

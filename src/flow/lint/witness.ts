/**
 * For a place in a tree, a machine and answers that lead there: proof that somebody can get there.
 * The search goes from the start towards the place and changes the machine where a check asks for it.
 */

import { factAt } from '../../facts/path.js';
import { bestWay, judgeWays } from '../compare.js';
import { evaluate } from '../condition.js';
import type { Condition } from '../condition-schema.js';
import { offerOf } from '../offer.js';
import { edges, outcomeOf } from '../outcomes.js';
import type { CheckFact, CheckIf, CheckRung, Compare, Node, Tree } from '../schema.js';
import type { FlowEvent } from '../state.js';
import { apply, type Edit, editsFor, editsForVerdict, roomy, type Supposed, see } from './edits.js';

/** What a walk hears on its way to the place; played to the interpreter it ends there. */
export type Witness = readonly FlowEvent[];

/** Something that the machine must be, since a node behind us was left this way. */
interface Constraint {
  readonly holds: (machine: Supposed) => boolean;
  readonly edits: () => Iterable<readonly Edit[]>;
}

/** Where the search stands. `since`: what the machine must still be; a fix that helped makes it another machine. */
interface Stand {
  readonly node: string;
  readonly machine: Supposed;
  readonly since: readonly Constraint[];
  readonly answers: Readonly<Record<string, string>>;
  readonly offered: readonly string[];
  /** Machines before each fix that helped, with the events that followed each. */
  readonly past: readonly FlowEvent[];
  readonly events: readonly FlowEvent[];
  readonly quest: Quest;
}

/** Searches before a place is given up, and nodes and machines tried in each: far more than any shipped tree needs. */
const attempts = 96;
const patience = 400;

/** A way to a node, or by one of its branches, or null where none is found. The same for the same tree. */
export const witness = (tree: Tree, node: string, outcome: string | null = null): Witness | null => {
  const distance = distancesTo(tree, node);
  // A choice made early can shut the way much later, so a search that is stuck begins again in another order.
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = search(tree, { node, outcome, distance, budget: { left: patience }, random: chance(attempt) });
    if (found) return found;
  }
  return null;
};

/** What is looked for and how. */
interface Quest {
  readonly node: string;
  readonly outcome: string | null;
  readonly distance: ReadonlyMap<string, number>;
  readonly budget: { left: number };
  /** Noise for the order of things, from 0 to the number of this attempt. */
  readonly random: () => number;
}

const search = (tree: Tree, quest: Quest): Witness | null => {
  const { distance, random } = quest;
  const visit = (at: Stand): Witness | null => {
    const here = tree.nodes[at.node];
    quest.budget.left -= 1;
    if (!here || quest.budget.left <= 0) return null;
    const arrived = at.node === quest.node;
    if (arrived && quest.outcome === null) return finish(at);
    const ways = edges(here)
      .filter(([name, target]) => (arrived && quest.outcome !== null ? name === quest.outcome : distance.has(target)))
      // An answer of the place's own name is likely to lead there.
      .map((way) => ({
        way,
        rank:
          'ask' in here && (way[0] === quest.node || way[0] === quest.outcome)
            ? -1
            : (distance.get(way[1]) ?? 0) + random(),
      }))
      .sort((a, b) => a.rank - b.rank);
    for (const { way } of ways) {
      for (const onward of leave(at, tree.flow, here, ...way)) {
        const found = arrived ? finish(onward) : visit(onward);
        if (found) return found;
        if (quest.budget.left <= 0) return null;
      }
    }
    return null;
  };
  return visit({ node: tree.start, machine: roomy, since: [], answers: {}, offered: [], past: [], events: [], quest });
};

/** Numbers from 0 to `size`, the same each time: a linear congruential generator (Knuth, MMIX's low bits). */
const chance = (size: number): (() => number) => {
  let seed = size + 1;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (size * seed) / 2_147_483_648;
  };
};

/** All events up to here. Those after the last fix carry a machine that is known only now. */
const finish = ({ past, machine, events }: Stand): Witness => [
  ...past,
  ...(past.length === 0 ? [{ type: 'examined' as const, seen: see(machine) }] : []),
  ...events.map((event) => (event === applied ? { ...applied, seen: see(machine) } : event)),
];

/** A fix that was applied; the machine that was read after it is put in by `finish`. */
const applied: FlowEvent = { type: 'fixed', seen: null, reason: 'applied' };

/** All ways to leave a node by an outcome: the machine may have to be another for it. */
function* leave(at: Stand, flow: string, node: Node, outcome: string, target: string): Generator<Stand> {
  if ('check' in node) {
    for (const [machine, since] of satisfying(at, constraintOf(node, outcome, at.answers)))
      yield { ...at, node: target, machine, since };
  } else if ('ask' in node) {
    const id = node.id ?? at.node;
    const given = Object.hasOwn(at.answers, id) ? at.answers[id] : undefined;
    if (given === outcome) yield { ...at, node: target };
    if (given === undefined) {
      const event: FlowEvent = { type: 'answered', value: outcome, by: 'person' };
      yield { ...at, node: target, answers: { ...at.answers, [id]: outcome }, events: [...at.events, event] };
    }
  } else if ('try' in node) {
    const plain = ['passed', 'failed', 'blocked', 'skipped'] as const;
    const plainOutcome = plain.find((name) => name === outcome) ?? 'failed';
    const event: FlowEvent = {
      type: 'tried',
      outcome: plainOutcome,
      cause: plainOutcome === outcome ? null : outcome,
      reason: outcome,
    };
    yield { ...at, node: target, events: [...at.events, event] };
  } else if ('compare' in node) {
    for (const [machine, since] of satisfying(at, constraintOf(node, outcome, at.answers)))
      yield { ...at, node: target, machine, since, events: [...at.events, { type: 'noted' }] };
  } else if ('fix' in node) yield* leaveFix(at, flow, node, outcome, target);
  else if ('note' in node) yield { ...at, node: target, events: [...at.events, { type: 'noted' }] };
}

type Fixing = Extract<Node, { fix: unknown }>;

function* leaveFix(at: Stand, flow: string, node: Fixing, outcome: string, target: string): Generator<Stand> {
  const state = { tree: flow, node: at.node, offered: at.offered };
  const offer = offerOf(node, state, see(at.machine));
  if (!offer) {
    const nothing = { holds: (machine: Supposed) => !offerOf(node, state, see(machine)), edits: () => [] };
    if (outcome === 'skipped') yield { ...at, node: target, since: [...at.since, nothing] };
    return;
  }
  const offers = (machine: Supposed) => offerOf(node, state, see(machine))?.key === offer.key;
  const offered = [...at.offered, offer.key];
  const helped = (machine: Supposed) => offer.helped(see(machine)).helped;
  if (outcome === 'helped') {
    const past = finish(at);
    const condition: Condition = 'title' in node.fix ? node.fix.until : { not: { finding: offer.finding ?? '' } };
    const fresh = { ...at, since: [], offered, past, events: [applied] };
    for (const [machine, since] of satisfying(fresh, { holds: helped, edits: () => healing(condition) }))
      yield { ...fresh, node: target, machine, since };
    return;
  }
  const holds = outcome === 'failed' ? (machine: Supposed) => offers(machine) && !helped(machine) : offers;
  const event: FlowEvent = outcome === 'failed' ? applied : { type: 'fixed', seen: null, reason: 'declined' };
  for (const [machine, since] of satisfying(at, { holds, edits: () => [] }))
    yield { ...at, node: target, offered, machine, since, events: [...at.events, event] };
}

/** In addition to changes that touch the condition itself: back to the machine on which everything works. */
function* healing(condition: Condition): Generator<readonly Edit[]> {
  yield Object.entries(roomy.facts);
  yield* editsFor(condition);
}

/** As many as a search can try; a condition on several findings has millions. */
const few = (edits: Iterable<readonly Edit[]>): (readonly Edit[])[] => {
  const taken: (readonly Edit[])[] = [];
  for (const one of edits) {
    if (taken.push(one) === 4 * patience) break;
  }
  return taken;
};

function* satisfying(at: Stand, wanted: Constraint): Generator<readonly [Supposed, readonly Constraint[]]> {
  const { quest } = at;
  const since = [...at.since, wanted];
  if (wanted.holds(at.machine)) yield [at.machine, since];
  const ranked = few(wanted.edits()).map((edits, at) => ({ edits, rank: at + 4 * quest.random() }));
  for (const { edits } of ranked.sort((a, b) => a.rank - b.rank)) {
    quest.budget.left -= 1;
    if (quest.budget.left <= 0) return;
    const machine = apply(at.machine, edits);
    if (since.every(({ holds }) => holds(machine))) yield [machine, since];
  }
}

/** What ends the needs of the ways on a machine where all hold: of all of them, and of all but those of one way. */
function* editsForWays(node: Compare, outcome: string): Generator<readonly Edit[]> {
  const { ways } = node;
  const ending =
    endings.get(node) ??
    Object.values(ways)
      .flatMap(({ needs }) => needs)
      .flatMap((need) => first(editsFor(need.if), (edits) => isEnded(need.if, edits)));
  endings.set(node, ending);
  const own = ways[outcome]?.needs ?? [];
  yield ending.filter((edits) => !own.some((need) => isEnded(need.if, edits))).flat();
  yield ending.flat();
}

const endings = new WeakMap<Compare, readonly (readonly Edit[])[]>();

const isEnded = (condition: Condition, edits: readonly Edit[]): boolean =>
  evaluate(condition, see(apply(roomy, edits))).truth === 'no';

/** The first that is wanted, among the first hundred; as a list, empty where there is none. */
const first = <T>(items: Iterable<T>, wanted: (item: T) => boolean): readonly T[] => {
  let left = 100;
  for (const item of items) {
    if (wanted(item)) return [item];
    left -= 1;
    if (left === 0) break;
  }
  return [];
};

const constraintOf = (
  node: CheckIf | CheckFact | CheckRung | Compare,
  outcome: string,
  answers: Stand['answers'],
): Constraint => {
  if ('compare' in node)
    return {
      holds: (machine) => {
        const preferred = node.prefer === undefined ? undefined : answers[node.prefer];
        return (bestWay(judgeWays(node, see(machine), answers), preferred)?.id ?? 'none') === outcome;
      },
      edits: () => editsForWays(node, outcome),
    };
  if ('if' in node)
    return {
      holds: (machine) => evaluate(node.if, see(machine), answers).truth === outcome,
      edits: () => editsFor(node.if),
    };
  if ('fact' in node)
    return {
      holds: ({ facts }) => outcomeOf(factAt(facts, node.fact) ?? null) === outcome,
      edits: () => editsFor({ fact: node.fact, known: true }),
    };
  return {
    holds: (machine) => see(machine).rungs.some(({ id, verdict }) => id === node.rung && verdict === outcome),
    edits: () => editsForVerdict(node.rung, outcome),
  };
};

/** How many branches away from a node each other one is; those that cannot reach it are missing. */
const distancesTo = (tree: Tree, goal: string): ReadonlyMap<string, number> => {
  const from = new Map<string, string[]>();
  for (const [id, node] of Object.entries(tree.nodes))
    for (const [, target] of edges(node)) from.set(target, [...(from.get(target) ?? []), id]);
  const distance = new Map([[goal, 0]]);
  for (const at of distance.keys())
    for (const before of from.get(at) ?? [])
      if (!distance.has(before)) distance.set(before, (distance.get(at) ?? 0) + 1);
  return distance;
};

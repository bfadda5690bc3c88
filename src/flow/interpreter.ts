/**
 * Walks a tree: a pure reducer (state, event) → state, and the action that the state requests next.
 * Checks, gotos and questions already answered need nobody, so they are walked through at once.
 */

import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import type { RungOptions } from '../rungs/options.js';
import { shellQuote } from '../text/shell-quote.js';
import { bestWay, judgeWays, tableOf } from './compare.js';
import { type Answers, type ConditionCheck, evaluate, type FlowContext } from './condition.js';
import { bestFix, type Offer, offerOf } from './offer.js';
import { branch, edges, kindOf, outcomeOf } from './outcomes.js';
import type { Ask, CheckFact, CheckIf, CheckRung, Compare, Done, Forest, Node } from './schema.js';
import type { End, FlowEffect, FlowEvent, FlowState } from './state.js';
import { fill, fillCommand } from './template.js';

/** A walk at the root of a tree. `answers` are those that are known before anybody is asked. */
export const begin = (tree: string, start: string, answers: Readonly<Record<string, string>> = {}): FlowState => ({
  tree,
  node: start,
  seen: null,
  answers,
  offered: [],
  passed: null,
  trace: [],
  end: null,
});

/** What the walk requests. Throws for a tree that lint refuses. */
export const nextEffect = (forest: Forest, state: FlowState): FlowEffect => {
  if (state.seen === null) return { type: 'examine' };
  if (state.end) return { type: 'end', end: state.end };
  const node = nodeAt(forest, state);
  if ('ask' in node) return { type: 'ask', id: askId(state, node), question: node };
  if ('try' in node) return { type: 'try', rung: node.try, options: (node.options ?? {}) as RungOptions };
  if ('note' in node) return { type: 'note', text: fill(node.note, state.seen.facts) };
  if ('compare' in node) return { type: 'note', text: compared(node, state, state.seen).text };
  const offer = 'fix' in node ? offerOf(node, state, state.seen) : null;
  if (offer) return { type: 'fix', finding: offer.finding, title: offer.title, fix: offer.fix };
  throw new Error(`the walk is at ${state.tree}/${state.node}, which expects no answer`);
};

/** The state after an event. An event that the state did not ask for leaves it as it is. */
export const reduceFlow = (forest: Forest, state: FlowState, event: FlowEvent): FlowState => {
  if (event.type === 'examined') return settle(forest, { ...state, seen: event.seen });
  if (state.seen === null || state.end) return state;
  const node = nodeAt(forest, state);
  if (event.type === 'answered' && 'ask' in node) {
    if (!Object.hasOwn(node.answers, event.value)) return state;
    const answers = { ...state.answers, [askId(state, node)]: event.value };
    return settle(forest, follow({ ...state, answers }, node, event.value, [], `answered by ${event.by}`));
  }
  if (event.type === 'tried' && 'try' in node) {
    const special = event.outcome === 'failed' && event.cause !== null && branch(node.to, event.cause) !== null;
    const passed =
      event.outcome === 'passed' ? { rung: node.try, options: (node.options ?? {}) as RungOptions } : state.passed;
    const outcome = special && event.cause !== null ? event.cause : event.outcome;
    return settle(forest, follow({ ...state, passed }, node, outcome, [], event.reason));
  }
  const offer = 'fix' in node ? offerOf(node, state, state.seen) : null;
  if (event.type === 'fixed' && offer) return settle(forest, fixed(state, node, offer, event));
  if (event.type === 'noted' && 'compare' in node) {
    const { best, outcome } = compared(node, state, state.seen);
    return settle(forest, follow(state, node, outcome, best?.evidence ?? [], best?.because ?? null));
  }
  if (event.type === 'noted' && 'note' in node) return settle(forest, follow(state, node, 'next', [], null));
  return state;
};

const fixed = (state: FlowState, node: Node, offer: Offer, event: Extract<FlowEvent, { type: 'fixed' }>): FlowState => {
  const offered = [...state.offered, offer.key];
  if (event.seen === null) return follow({ ...state, offered }, node, 'skipped', [], event.reason);
  const { helped, evidence } = offer.helped(event.seen);
  return follow({ ...state, offered, seen: event.seen }, node, helped ? 'helped' : 'failed', evidence, event.reason);
};

/** More steps than any tree that ends can take: 500 nodes in each of 20 trees. */
const patience = 10_000;

/** Walks on through all nodes that need nobody. */
const settle = (forest: Forest, from: FlowState): FlowState => {
  let state = from;
  for (let taken = 0; taken < patience; taken += 1) {
    const onward = state.end || state.seen === null ? null : pass(forest, state, state.seen);
    if (onward === null) return state;
    state = onward;
  }
  throw new Error(`the tree ${from.tree} loops at ${state.tree}/${state.node}`);
};

/** The state behind a node that needs nobody, or null where somebody is needed. */
const pass = (forest: Forest, state: FlowState, seen: FlowContext): FlowState | null => {
  const node = nodeAt(forest, state);
  if ('check' in node) {
    const { outcome, evidence } = check(node, seen, state.answers);
    return follow(state, node, outcome, evidence, null);
  }
  if ('ask' in node) {
    const given = branch(state.answers, askId(state, node));
    return given !== null && Object.hasOwn(node.answers, given)
      ? follow(state, node, given, [], 'answered before')
      : null;
  }
  if ('fix' in node)
    return offerOf(node, state, seen) ? null : follow(state, node, 'skipped', [], 'there is no fix to offer');
  if ('goto' in node) {
    const tree = forest.get(node.goto);
    if (!tree) throw new Error(`${state.tree}/${state.node} leads to ${node.goto}, which does not exist`);
    return { ...entry(state, node, 'next', [], null), tree: tree.flow, node: tree.start };
  }
  if ('done' in node) return { ...entry(state, node, node.done, [], null), end: endOf(state, node, seen) };
  return null;
};

const check = (
  node: CheckIf | CheckFact | CheckRung,
  seen: FlowContext,
  answers: Answers,
): { outcome: string; evidence: ConditionCheck[] } => {
  if ('if' in node) {
    const { truth, evidence } = evaluate(node.if, seen, answers);
    return { outcome: truth, evidence: [...evidence] };
  }
  const [subject, value] =
    'fact' in node
      ? [node.fact, factAt(seen.facts, node.fact) ?? null]
      : [`rung ${node.rung}`, seen.rungs.find(({ id }) => id === node.rung)?.verdict ?? 'unknown'];
  const outcome = outcomeOf(value);
  return { outcome, evidence: [{ subject, value, asked: 'which', holds: value === null ? 'unknown' : 'yes' }] };
};

/** The commands of an end that fit the machine: first those of the fixes for its findings. */
const commandsOf = ({ fixes = [], commands = [] }: Done, answers: Answers, seen: FlowContext): string[] => [
  ...fixes.flatMap((id) => {
    const fix = bestFix(seen.findings.find((finding) => finding.id === id)?.fixes ?? []);
    const asRoot = fix?.needsRoot === true && seen.facts.isolation.uid !== 0;
    if (fix?.who === 'host') return fix.commands.map(byHost);
    return (fix?.commands ?? []).map((command) => (asRoot ? bySudo(command) : command));
  }),
  ...commands.flatMap((command) => {
    const { run, fits } =
      typeof command === 'string'
        ? { run: command, fits: true }
        : { run: command.run, fits: evaluate(command.if, seen, answers).truth !== 'no' };
    return fits ? [asUser(fillCommand(run, seen.facts, answers), seen)] : [];
  }),
];

/** Root needs no sudo, and a container often has none. */
const asUser = (command: string, { facts }: FlowContext): string =>
  facts.isolation.uid === 0 ? command.replace(/(^|[|;&] ?|do )sudo /g, '$1') : command;

/** For whoever runs the container; in the container itself the command does not work. */
const byHost = (command: string): string =>
  command.includes('# ') ? command : `${command}   # on the host, or in the image of this container`;

/** One program by sudo itself, with a remark behind it; what is more than one, by a shell of root. */
const bySudo = (command: string): string =>
  /^[\w@%+=:,./ -]+( # .*)?$/.test(command) ? `sudo ${command}` : `sudo ${shellQuote(['sh', '-c', command])}`;

/** A comparison on this machine: as text, and which way is taken. */
const compared = (node: Compare, { answers }: FlowState, seen: FlowContext) => {
  const ways = judgeWays(node, seen, answers);
  const best = bestWay(ways, node.prefer === undefined ? undefined : answers[node.prefer]);
  return { best, outcome: best?.id ?? 'none', text: tableOf(node.compare, ways, best) };
};

const endOf = (state: FlowState, node: Done, seen: FlowContext): End => {
  const { facts } = seen;
  const rung = node.done === 'setup' ? (node.rung ?? state.passed?.rung) : undefined;
  const options = node.done === 'setup' ? (node.options ?? state.passed?.options ?? {}) : {};
  const upx = node.done === 'setup' && (node.upx ?? false);
  return {
    done: node.done,
    tree: state.tree,
    node: state.node,
    because: fill(node.because, facts),
    setup: rung ? { rung, upx, options: options as RungOptions } : null,
    commands: commandsOf(node, state.answers, seen),
    message: node.message ? { to: node.message.to, text: fill(node.message.text, facts) } : null,
    links: node.links ?? [],
  };
};

const nodeAt = (forest: Forest, { tree, node }: FlowState): Node => {
  const nodes = forest.get(tree)?.nodes;
  const found = nodes && Object.hasOwn(nodes, node) ? nodes[node] : undefined;
  if (!found) throw new Error(`there is no node ${node} in the tree ${tree}`);
  return found;
};

const askId = (state: FlowState, node: Ask): string => node.id ?? state.node;

const textOf = (node: Node, facts: Facts | undefined): string => {
  if ('check' in node) return node.check;
  if ('ask' in node) return node.ask;
  if ('try' in node) return `try ${node.try}`;
  if ('note' in node) return facts ? fill(node.note, facts) : node.note;
  if ('compare' in node) return node.compare;
  if ('goto' in node) return `go to ${node.goto}`;
  if ('fix' in node) {
    const { fix } = node;
    return 'title' in fix ? fix.title : 'rung' in fix ? `fix what blocks ${fix.rung}` : `fix ${fix.finding}`;
  }
  return facts ? fill(node.because, facts) : node.because;
};

const entry = (
  state: FlowState,
  node: Node,
  outcome: string,
  evidence: readonly ConditionCheck[],
  reason: string | null,
): FlowState => ({
  ...state,
  trace: [
    ...state.trace,
    {
      tree: state.tree,
      node: state.node,
      kind: kindOf(node),
      text: textOf(node, state.seen?.facts),
      outcome,
      evidence,
      reason,
    },
  ],
});

const follow = (
  state: FlowState,
  node: Node,
  outcome: string,
  evidence: readonly ConditionCheck[],
  reason: string | null,
): FlowState => {
  const target = edges(node).find(([name]) => name === outcome)?.[1];
  if (target === undefined) throw new Error(`${state.tree}/${state.node} has no branch for ${outcome}`);
  return { ...entry(state, node, outcome, evidence, reason), node: target };
};

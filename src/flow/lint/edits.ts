/**
 * Small changes of a machine, to find one on which a condition comes out as wanted. Facts take
 * the values at which something changes: their bounds, each choice, unknown. Findings and verdicts
 * are no free choice: they are what the diagnosis says of the facts, so changes are tried out.
 */
import { diagnoseFacts } from '../../diagnosis/diagnose.js';
import { domainOf } from '../../diagnosis/domain-of.js';
import type { Facts } from '../../facts/facts.js';
import { factAt, withFact } from '../../facts/path.js';
import { judgeAll } from '../../ladder/judge.js';
import type { Captures } from '../../machine/capture.js';
import { amount, atoms, evaluate, type FlowContext } from '../condition.js';
import type { Atom, Condition, FactCondition } from '../condition-schema.js';
import { factPaths, factShape } from '../fact-shape.js';
import { roomyMachine } from './roomy-machine.js';

/** A fact by its path, or a capture by its key, and the value that it is given. */
export type Edit = readonly [what: string, value: unknown];

/** A machine that the search supposes. Hardly anything hangs on captures; see `tellTales`. */
export interface Supposed {
  readonly facts: Facts;
  readonly captures: Captures;
}
export const roomy: Supposed = { facts: roomyMachine, captures: {} };

const contextOf = new WeakMap<Supposed, FlowContext>();

/** A machine as a tree sees it, diagnosed as a real one is, once that is asked for. Pure; remembered. */
export const see = (machine: Supposed): FlowContext => {
  const known = contextOf.get(machine);
  if (known) return known;
  let diagnosed: Pick<FlowContext, 'findings' | 'rungs'> | null = null;
  const diagnosis = () => {
    if (diagnosed === null) {
      const findings = diagnoseFacts(machine.facts, machine.captures);
      diagnosed = { findings, rungs: judgeAll(findings, machine.facts) };
    }
    return diagnosed;
  };
  const seen: FlowContext = {
    facts: machine.facts,
    get findings() {
      return diagnosis().findings;
    },
    get rungs() {
      return diagnosis().rungs;
    },
  };
  contextOf.set(machine, seen);
  return seen;
};

export const apply = (machine: Supposed, edits: readonly Edit[]): Supposed =>
  edits.reduce(
    ({ facts, captures }, [what, value]) =>
      what.includes(':')
        ? { facts, captures: { ...captures, [what]: { ok: true, text: String(value) } } }
        : { facts: withFact(facts, what, value), captures },
    machine,
  );

/** What no fact contains and a finding rests on, and a fact with which all others are seen again. */
const startEdits: readonly (readonly Edit[])[] = [
  [],
  // Another kind of machine: what it lacks takes a second change.
  [['os.libc', 'musl']],
  [['env:NIX_REMOTE', 'daemon']],
  [['file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1']],
];
/** No way out of this machine. */
const noRoute: readonly Edit[] = [['file:/proc/net/route', 'Iface']];
/** Root fixes what others cannot, so each change is tried for both. */
const users: readonly (readonly Edit[])[] = [
  [],
  [
    ['isolation.uid', 1000],
    ['isolation.noNewPrivs', true],
    ['isolation.capabilities', []],
  ],
];

/** Sets of changes that may make a condition come out otherwise, the smallest first. */
export function* editsFor(condition: Condition): Generator<readonly Edit[]> {
  const several = atoms(condition).filter((atom) => !('answer' in atom));
  const choices = several.map(editsForAtom);
  for (const choice of choices) yield* choice;
  // All of one kind together: every endpoint refused, every amount unknown.
  const longest = Math.max(0, ...choices.map(({ length }) => length));
  for (let at = 0; at < longest; at += 1) yield choices.flatMap((choice) => choice[at] ?? []);
  yield* products(choices.slice(0, 4));
}

function* products(choices: readonly (readonly (readonly Edit[])[])[]): Generator<readonly Edit[]> {
  const [first, ...rest] = choices;
  if (!first) return;
  if (rest.length === 0) yield* first;
  else for (const edits of first) for (const more of products(rest)) yield [...edits, ...more];
}

const editsForAtom = (atom: Atom): readonly (readonly Edit[])[] => {
  if ('finding' in atom)
    return [...singleEditsWhere((seen) => evaluate(atom, seen).truth === 'yes'), ...nearby(atom.finding), noRoute];
  if ('answer' in atom) return [];
  if ('rung' in atom)
    return ['ready', 'fixable', 'impossible'].flatMap((verdict) => editsForVerdict(atom.rung, verdict));
  return valuesFor(atom).map((value) => [[atom.fact, value]]);
};

/** Changes of the roomy machine that give a rung a verdict, some of many; remembered. */
export const editsForVerdict = (rung: string, verdict: string): readonly (readonly Edit[])[] => {
  const key = `${rung} ${verdict}`;
  const wanted = (seen: FlowContext) => seen.rungs.some(({ id, verdict: is }) => id === rung && is === verdict);
  const edits = editsByVerdict.get(key) ?? [
    ...spread(singleEditsWhere(wanted)),
    ...(verdict === 'unknown' ? domainsUnread.filter((unread) => wanted(see(apply(roomy, unread)))) : []),
  ];
  editsByVerdict.set(key, edits);
  return edits;
};
/** For each domain, all of it unread. */
const domainsUnread: readonly (readonly Edit[])[] = Object.keys(roomyMachine).map((domain) =>
  factPaths()
    .filter((path) => path.startsWith(`${domain}.`) && factShape(path)?.nullable === true)
    .map((path): Edit => [path, null]),
);
const editsByVerdict = new Map<string, readonly (readonly Edit[])[]>();

/** Changes of any one fact of the finding's domain: one of them may end it. */
const nearby = (finding: string): readonly (readonly Edit[])[] =>
  factPaths()
    .filter((path) => path.startsWith(`${domainOf(finding)}.`))
    .flatMap((path) => valuesOf(path).map((value): readonly Edit[] => [[path, value]]));

/** At most twelve, from the beginning to the end, so that changes of all domains are among them. */
const spread = <T>(list: readonly T[]): readonly T[] => list.filter((_, at) => at % Math.ceil(list.length / 12) === 0);

const singleEditsWhere = (wanted: (seen: FlowContext) => boolean): readonly (readonly Edit[])[] =>
  singleEdits()
    .filter(({ machine }) => wanted(see(machine)))
    .map(({ edits }) => edits);

let table: readonly { readonly edits: readonly Edit[]; readonly machine: Supposed }[] | null = null;

/** Every change of one fact of the roomy machine, for each user and tell-tale; made once. */
const singleEdits = () => {
  const single = () => factPaths().flatMap((path) => valuesOf(path).map((value): Edit => [path, value]));
  table ??= startEdits.flatMap((startEdit) =>
    users.flatMap((user) =>
      single().map((edit) => {
        const edits = [...startEdit, ...user, edit];
        return { edits, machine: apply(roomy, edits) };
      }),
    ),
  );
  return table;
};

/** The values of a fact at which an operator changes its answer. */
const valuesFor = (atom: FactCondition): readonly unknown[] => {
  const bound = atom.lt ?? atom.lte ?? atom.gt ?? atom.gte;
  const named = [atom.is, atom.not, ...(atom.in ?? [])].filter((value) => value !== undefined);
  const near = bound === undefined ? [] : [amount(bound), amount(bound) - 1, amount(bound) + 1];
  const list = atom.has === undefined ? [] : [[atom.has]];
  return [...named, ...near, ...list, ...valuesOf(atom.fact)];
};

/** Typical values of a fact by its shape. */
const valuesOf = (path: string): readonly unknown[] => {
  const shape = factShape(path);
  const unknown = shape?.nullable ? [null] : [];
  switch (shape?.type) {
    case 'choice':
    case 'flag':
      return [...(shape.values ?? []), ...unknown];
    case 'number':
      return [0, 1000, 1024 ** 3, ...unknown];
    case 'list':
      if (path === 'network.endpoints') return [[]];
      if (path === 'toolchain.muslCross') return [[], [cross], ...unknown];
      return path === 'binfmt.handlers' ? [[], [handler]] : [[], ['other']];
    case 'record':
      // A disk is read or left out; there is none that is null.
      if (path.startsWith('disk.')) return [];
      return [factAt(roomyMachine, path) ?? { path: '/usr/bin/tool', version: '9' }, ...unknown];
    default:
      return ['other', 'none', ...unknown];
  }
};

const cross = {
  path: '/usr/bin/x86_64-linux-musl-gcc',
  triple: 'x86_64-linux-musl',
  arch: 'x86_64',
  tools: ['g++', 'gcc'],
};

const handler = {
  name: 'qemu-aarch64',
  arch: 'aarch64',
  interpreter: '/usr/bin/qemu-aarch64',
  flags: '',
  enabled: true,
  interpreterFound: true,
};

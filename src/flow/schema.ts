/**
 * A decision tree as data. Every node that is no end has `to`: where each of its outcomes
 * leads. Which outcomes a node has is known from the node alone (outcomes.ts), and each must
 * have a branch, so that no tree can forget one.
 */
import { type Static, Type } from 'typebox';
import { rungIds } from '../rungs/registry.js';
import { type Condition, conditionSchema } from './condition-schema.js';
import { rungOptionsSchema } from './rung-options-schema.js';

const strict = { additionalProperties: false } as const;
const id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$', description: 'lower-case words joined by hyphens' });
/** Answers are words of the user's field too: x86_64, armv6l, 2. */
const answer = '^[a-z0-9][a-z0-9_-]{0,63}$';
const text = (description: string) => Type.String({ minLength: 1, maxLength: 4000, description });
const rung = Type.Enum([...rungIds]);
const branches = Type.Record(Type.String({ pattern: answer }), id, { description: 'outcome: the node that follows' });
const commands = Type.Array(text('one shell command; words in capitals are placeholders, facts are never inserted'), {
  minItems: 1,
  maxItems: 32,
});
/** Commands of an end. Those that do not fit the machine are left out. */
const advised = Type.Array(
  Type.Union([
    text('one shell command; {{arch}} is the architecture to build for, {{arch|rust}} its name for rustc'),
    Type.Object(
      {
        run: text('one shell command'),
        if: conditionSchema as unknown as ReturnType<typeof Type.Unsafe<Condition>>,
      },
      { ...strict, description: 'skipped where the condition is false; kept where it is unknown' },
    ),
  ]),
  { minItems: 1, maxItems: 32 },
);
const fixes = Type.Array(id, {
  minItems: 1,
  maxItems: 8,
  description: "ids of findings: the commands of each one's fix for this machine come before `commands`",
});
const links = Type.Array(Type.Object({ title: text('what is there'), url: text('where') }, strict), { maxItems: 8 });

const checkIf = Type.Object(
  {
    check: text('the decision, as a question'),
    if: conditionSchema as unknown as ReturnType<typeof Type.Unsafe<Condition>>,
    to: branches,
  },
  { ...strict, description: 'branches: yes, no; unknown where a fact of the condition can be unknown' },
);
const checkFact = Type.Object(
  { check: text('the decision, as a question'), fact: text('path of a fact'), to: branches },
  { ...strict, description: 'branches: each value that the fact can have (true and false are yes and no); unknown' },
);
const checkRung = Type.Object(
  { check: text('the decision, as a question'), rung, to: branches },
  { ...strict, description: 'branches: ready, fixable, impossible, unknown' },
);
const ask = Type.Object(
  {
    ask: text('the question'),
    id: Type.Optional(id),
    help: Type.Optional(text('what depends on the answer')),
    answers: Type.Record(Type.String({ pattern: answer }), text('the answer as shown'), { minProperties: 2 }),
    default: Type.Optional(Type.String({ pattern: answer })),
    to: branches,
  },
  { ...strict, description: 'branches: each answer. `--answer ID=VALUE` answers; ID is `id` or the name of the node' },
);
const inlineFix = Type.Object(
  {
    title: text('what it does'),
    commands,
    needsRoot: Type.Boolean(),
    changes: Type.Optional(text('what it changes, and its drawbacks')),
    undo: Type.Optional(text('shell command that undoes it')),
    runnable: Type.Optional(Type.Boolean({ default: false, description: 'the commands can be run as they are' })),
    until: conditionSchema as unknown as ReturnType<typeof Type.Unsafe<Condition>>,
  },
  { ...strict, description: 'it helped if the condition `until` is true after a re-scan of the machine' },
);
const fix = Type.Object(
  {
    fix: Type.Union([
      Type.Object({ finding: text('id of a finding; its fix is offered; it helped if the finding is gone') }, strict),
      Type.Object({ rung }, { ...strict, description: 'the findings that block this rung, one per visit' }),
      inlineFix,
    ]),
    to: branches,
  },
  { ...strict, description: 'branches: helped, failed, skipped (declined, nothing to offer, or not this machine)' },
);
const attempt = Type.Object(
  {
    try: rung,
    options: Type.Optional(rungOptionsSchema),
    causes: Type.Optional(
      Type.Record(id, text('what this cause means here'), { description: 'causes that have a branch of their own' }),
    ),
    to: branches,
  },
  { ...strict, description: 'branches: passed, failed, blocked, skipped, and each id under `causes`' },
);
const note = Type.Object({ note: text('information to show'), to: id }, strict);
const need = Type.Object(
  {
    if: conditionSchema as unknown as ReturnType<typeof Type.Unsafe<Condition>>,
    else: text('shown as the reason when the condition does not hold; {{nix.version}} inserts a fact'),
    step: Type.Optional(text('what to do so that it holds; without it, this option is not available')),
  },
  strict,
);
const way = Type.Object(
  { title: text('what it is called'), needs: Type.Array(need, { minItems: 1, maxItems: 16 }) },
  strict,
);
const compare = Type.Object(
  {
    compare: text('what is compared'),
    prefer: Type.Optional(id),
    ways: Type.Record(Type.String({ pattern: answer }), way, { minProperties: 2, maxProperties: 32 }),
    to: branches,
  },
  {
    ...strict,
    description:
      'shows how each way fits the machine; branches: each way, taken if it is the best, and none. `prefer` is the id of a question whose answer may name a way',
  },
);
const goto = Type.Object(
  { goto: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$', description: 'name of a tree' }) },
  strict,
);

const message = Type.Object(
  { to: text('who can change it'), text: text('ready to send; {{memory.limitBytes|bytes}} inserts a fact') },
  strict,
);
const end = {
  because: text('why the walk ends here'),
  fixes: Type.Optional(fixes),
  commands: Type.Optional(advised),
  message: Type.Optional(message),
  links: Type.Optional(links),
};
const doneSetup = Type.Object(
  {
    done: Type.Literal('setup'),
    rung: Type.Optional(rung),
    upx: Type.Optional(Type.Boolean()),
    options: Type.Optional(rungOptionsSchema),
    ...end,
  },
  { ...strict, description: 'a rung that works here; without `rung`: the one whose canary passed on this walk' },
);
const doneFix = Type.Object(
  { done: Type.Literal('remedy'), ...end, commands: advised },
  { ...strict, description: 'what to do here' },
);
const doneElsewhere = Type.Object(
  { done: Type.Literal('elsewhere'), ...end },
  { ...strict, description: '"not here": commands or a message must say what to do instead' },
);

/** Kinds of nodes by the key that identifies them, each with the schemas that it may have. */
export const nodeSchemas = {
  check: { if: checkIf, fact: checkFact, rung: checkRung },
  ask,
  fix,
  try: attempt,
  note,
  compare,
  goto,
  done: { setup: doneSetup, remedy: doneFix, elsewhere: doneElsewhere },
} as const;

const node = Type.Union([
  checkIf,
  checkFact,
  checkRung,
  ask,
  fix,
  attempt,
  note,
  compare,
  goto,
  doneSetup,
  doneFix,
  doneElsewhere,
]);

const nodeIdPattern = '^[a-z0-9][a-z0-9-]{0,63}$';
export const maxNodes = 500;
const head = {
  flow: id,
  title: text('one line for `flow list`'),
  about: text('what it is for and when to use it'),
  start: id,
};
/** A tree without its nodes, each of which is checked by itself. */
export const headSchema = Type.Object(head, strict);
export const treeSchema = Type.Object(
  {
    ...head,
    nodes: Type.Record(Type.String({ pattern: nodeIdPattern }), node, { minProperties: 1, maxProperties: maxNodes }),
  },
  { ...strict, title: 'musl-wizard decision tree' },
);

export type CheckIf = { readonly check: string; readonly if: Condition; readonly to: Branches };
export type CheckFact = Static<typeof checkFact>;
export type CheckRung = Static<typeof checkRung>;
export type Ask = Static<typeof ask>;
type InlineFix = Omit<Static<typeof inlineFix>, 'until'> & { readonly until: Condition };
export type FixNode = {
  readonly fix: { readonly finding: string } | { readonly rung: (typeof rungIds)[number] } | InlineFix;
  readonly to: Branches;
};
type Try = Static<typeof attempt>;
type NoteNode = Static<typeof note>;
export interface Way {
  readonly title: string;
  readonly needs: readonly { readonly if: Condition; readonly else: string; readonly step?: string }[];
}
export interface Compare {
  readonly compare: string;
  readonly prefer?: string;
  readonly ways: Readonly<Record<string, Way>>;
  readonly to: Branches;
}
type Goto = Static<typeof goto>;
type Advised = string | { readonly run: string; readonly if: Condition };
type WithAdvised<T> = Omit<T, 'commands'> & { readonly commands?: readonly Advised[] };
export type Done =
  | WithAdvised<Static<typeof doneSetup>>
  | WithAdvised<Static<typeof doneFix>>
  | WithAdvised<Static<typeof doneElsewhere>>;
export type Branches = Readonly<Record<string, string>>;
export type Node = CheckIf | CheckFact | CheckRung | Ask | FixNode | Try | NoteNode | Compare | Goto | Done;

export interface Tree {
  readonly flow: string;
  readonly title: string;
  readonly about: string;
  readonly start: string;
  readonly nodes: Readonly<Record<string, Node>>;
}
/** All trees that a walk can go to, by name. */
export type Forest = ReadonlyMap<string, Tree>;

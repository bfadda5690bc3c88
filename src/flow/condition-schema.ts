/** Conditions of decision trees, as data: a fact, an operator, a value; and all, any, not of them. */
import { type Static, Type } from 'typebox';
import { rungIds } from '../rungs/registry.js';

const strict = { additionalProperties: false } as const;
const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const size = Type.Union([Type.Number(), Type.String({ pattern: '^[0-9]+(\\.[0-9]+)?(KiB|MiB|GiB)$' })], {
  description: 'a number, or bytes with a unit: 512MiB, 4GiB',
});
const rung = Type.Enum([...rungIds]);
const fact = Type.String({ description: 'path of a fact as listed in docs/facts.md, e.g. memory.effectiveBytes' });

const factCondition = Type.Object(
  {
    fact,
    is: Type.Optional(scalar),
    not: Type.Optional(scalar),
    in: Type.Optional(Type.Array(scalar, { minItems: 1, maxItems: 64 })),
    lt: Type.Optional(size),
    lte: Type.Optional(size),
    gt: Type.Optional(size),
    gte: Type.Optional(size),
    has: Type.Optional(Type.String({ description: 'the list has this entry' })),
    known: Type.Optional(
      Type.Boolean({ description: 'true: there is a value (for a tool: it is installed). Never unknown itself.' }),
    ),
  },
  { ...strict, minProperties: 2, maxProperties: 2, description: 'a fact and exactly one operator' },
);
const findingCondition = Type.Object(
  {
    finding: Type.String({ description: 'the machine has this finding' }),
    of: Type.Optional(Type.Enum([...rungIds], { description: 'a finding about this rung' })),
  },
  { ...strict },
);
const rungCondition = Type.Object(
  {
    rung,
    is: Type.Enum(['ready', 'fixable', 'impossible']),
  },
  { ...strict, description: 'the verdict on a rung; a verdict of unknown makes the condition unknown' },
);

const answerCondition = Type.Object(
  {
    answer: Type.String({ description: 'the id of a question' }),
    is: Type.String({ description: 'the answer; no if it was not asked' }),
  },
  { ...strict },
);

const self = Type.Ref('Condition');
const several = Type.Array(self, { minItems: 1, maxItems: 32 });
export const conditionSchema = Type.Cyclic(
  {
    Condition: Type.Union([
      factCondition,
      findingCondition,
      rungCondition,
      answerCondition,
      Type.Object({ all: several }, strict),
      Type.Object({ any: several }, strict),
      Type.Object({ not: self }, strict),
    ]),
  },
  'Condition',
);

export type Scalar = string | number | boolean;
export type FactCondition = Static<typeof factCondition>;
export type Condition =
  | FactCondition
  | Static<typeof findingCondition>
  | Static<typeof rungCondition>
  | Static<typeof answerCondition>
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** A condition that asks one thing, without all, any, not. */
export type Atom = Exclude<Condition, { all: unknown } | { any: unknown } | { not: Condition }>;

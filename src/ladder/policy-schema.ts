import { type Static, Type } from 'typebox';
import { rungIds } from '../rungs/registry.js';

const rung = Type.Enum([...rungIds]);

/** The shape of flows/ladder.yaml and of a user's own; every key but the schema may be left out. */
export const policySchema = Type.Object(
  {
    schema: Type.Literal('musl-wizard.ladder/1'),
    order: Type.Optional(Type.Array(rung, { description: 'rungs, best first', uniqueItems: true, minItems: 1 })),
    side: Type.Optional(
      Type.Array(rung, { description: 'rungs used only if their tools are installed', uniqueItems: true }),
    ),
    forbidden: Type.Optional(Type.Array(rung, { description: 'rungs never used', uniqueItems: true })),
    requiredLibc: Type.Optional(Type.Union([Type.Literal('musl'), Type.Literal('glibc'), Type.Null()])),
    upx: Type.Optional(Type.Boolean({ description: 'pack the result with UPX' })),
    offline: Type.Optional(Type.Boolean({ description: 'download nothing' })),
  },
  { additionalProperties: false },
);

/** A ladder as written down. */
export type PolicyDocument = Static<typeof policySchema>;

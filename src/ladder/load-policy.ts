import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { UserError } from '../errors.js';
import { defaultPolicy } from './default-policy.js';
import type { Policy } from './policy.js';
import { rungIds } from './rung-id.js';

const rung = Type.Enum([...rungIds]);

/** The shape of flows/ladder.yaml and of a user's own; every key but the schema may be left out. */
export const policySchema = Type.Object(
  {
    schema: Type.Literal('musl-wizard.ladder/1'),
    order: Type.Optional(Type.Array(rung, { description: 'rungs, best first', uniqueItems: true, minItems: 1 })),
    side: Type.Optional(
      Type.Array(rung, { description: 'rungs taken only where their tools are here', uniqueItems: true }),
    ),
    forbidden: Type.Optional(Type.Array(rung, { description: 'rungs never taken', uniqueItems: true })),
    requiredLibc: Type.Optional(Type.Union([Type.Literal('musl'), Type.Literal('glibc'), Type.Null()])),
    upx: Type.Optional(Type.Boolean({ description: 'pack the result with UPX' })),
    offline: Type.Optional(Type.Boolean({ description: 'fetch nothing' })),
  },
  { additionalProperties: false },
);

/**
 * The policy that a parsed document says, with the default for what it leaves out.
 * @throws {UserError} naming each fault by its path
 */
export const loadPolicy = (document: unknown, name: string): Policy => {
  if (!Value.Check(policySchema, document)) {
    const faults = [...Value.Errors(policySchema, document)].slice(0, 8);
    throw new UserError(
      `${name} is no ladder`,
      faults.map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`),
      [`The rungs are ${rungIds.join(', ')}; start from flows/ladder.yaml.`],
      2,
    );
  }
  const { schema: _, ...given } = document;
  const { order, side, forbidden, requiredLibc, upx, offline } = { ...defaultPolicy, ...given };
  return { order, side, forbidden, requiredLibc, upx, offline };
};

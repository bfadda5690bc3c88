import { Type } from 'typebox';
import { nullable, texts } from './parts.js';

/** The JSON Schema of `allow --json`. */
export const allowSchema = Type.Object({
  schema: Type.Literal('musl-wizard.allow/1'),
  files: Type.Array(
    Type.Object({
      path: Type.String({ description: 'relative to the project' }),
      hash: nullable(Type.String({ description: 'the saved permission; null if the file cannot be read' })),
      allowed: Type.Boolean({ description: 'after the command' }),
      sets: texts,
      problem: nullable(Type.String({ description: 'why it would be invalid even if allowed' })),
    }),
  ),
});

/** Of `build`, `choose` and `status`: what the team's file musl-wizard.json counts for. */
export const teamFile = nullable(
  Type.Object({
    path: Type.String(),
    state: Type.Enum(['used', 'ignored', 'superseded'], {
      description: 'ignored: not allowed (musl-wizard allow); superseded: allowed, but another setup takes precedence',
    }),
    sets: texts,
  }),
);

import { Type } from 'typebox';
import { teamFile } from './allow.js';
import { canaryResult, nullable, outcomeSchema, rungOptions, rungSchema } from './parts.js';

/** The JSON Schema of `status --json`. */
export const statusSchema = Type.Object({
  schema: Type.Literal('musl-wizard.status/1'),
  good: Type.Boolean({
    description: 'a setup is saved, and either nothing it depends on has changed or it was proven again',
  }),
  setup: nullable(
    Type.Object({
      rung: rungSchema,
      upx: Type.Boolean(),
      options: rungOptions,
      from: Type.Enum(['project', 'team', 'machine'], {
        description: 'proven for this project, shared in musl-wizard.json, or the machine-wide one',
      }),
    }),
  ),
  provedAt: nullable(Type.String({ description: 'ISO 8601; null where it was not proven here' })),
  proves: nullable(
    Type.Enum(['tools', 'libraries', 'project'], {
      description:
        'how far the proof goes: a small program was built; the required libraries were linked, too; the project itself was built',
    }),
  ),
  changes: Type.Array(
    Type.Object({
      path: Type.String({ description: 'of the fact, as in doctor --json' }),
      before: Type.Unknown(),
      now: Type.Unknown(),
      text: Type.String(),
    }),
  ),
  unknown: Type.Array(Type.String(), { description: 'facts that could not be read now, by path' }),
  checked: nullable(canaryResult),
  lastBuild: nullable(
    Type.Object({
      outcome: outcomeSchema,
      at: Type.String({ description: 'ISO 8601' }),
      programs: Type.Array(Type.String()),
    }),
  ),
  teamFile,
});

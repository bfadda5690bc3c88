import { Type } from 'typebox';
import { nullable, rungSchema } from './parts.js';

const library = Type.Object({
  id: Type.String(),
  version: Type.String({ description: 'of the sources' }),
  rung: rungSchema,
  arch: Type.String({ description: 'as printed by uname -m' }),
  compiler: Type.Array(Type.String(), { description: 'compiler command and version' }),
  source: Type.String({ description: 'where the sources came from' }),
  builtAt: Type.String(),
  ran: nullable(Type.Boolean({ description: 'whether a program that uses it ran; null: nothing here can run it' })),
  sizeBytes: Type.Number(),
  key: Type.String({ description: 'name of its folder in the cache' }),
  folder: Type.String(),
});

/** The JSON Schema of `libs --json`. */
export const libsSchema = Type.Object({
  schema: Type.Literal('musl-wizard.libs/1'),
  libraries: Type.Array(library, { description: 'all installed libraries' }),
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      outcome: Type.Enum(['passed', 'failed', 'blocked', 'cancelled', 'timeout', 'there']),
      reason: nullable(Type.String()),
      library: nullable(library),
      durationMs: Type.Number(),
      logFile: nullable(Type.String()),
    }),
  ),
  removed: Type.Array(library),
});

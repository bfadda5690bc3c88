import { Type } from 'typebox';
import { artifactSchema, nullable } from './parts.js';

/** The JSON Schema of `inspect --json`. */
export const inspectSchema = Type.Object({
  schema: Type.Literal('musl-wizard.inspect/1'),
  files: Type.Array(artifactSchema),
  requirements: Type.Array(
    Type.Object({
      path: Type.String(),
      name: Type.String(),
      holds: Type.Boolean(),
      checked: Type.Boolean(),
      found: Type.String(),
    }),
    { description: 'one per file and requirement of --require' },
  ),
  portable: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String(),
        tried: nullable(Type.Enum(['chroot', 'userns', 'engine'])),
        started: nullable(Type.Boolean()),
        code: nullable(Type.Number()),
        stdout: Type.String(),
        stderr: Type.String(),
        reason: Type.String(),
      }),
      { description: 'with --portable' },
    ),
  ),
});

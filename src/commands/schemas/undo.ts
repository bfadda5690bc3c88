import { Type } from 'typebox';
import { nullable } from './parts.js';

/** The JSON Schema of `undo --json`. */
export const undoSchema = Type.Object({
  schema: Type.Literal('musl-wizard.undo/1'),
  journal: Type.String(),
  changes: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Type.String(),
      finding: Type.String(),
      title: Type.String(),
      undo: nullable(Type.String()),
      outcome: Type.Enum(['undone', 'failed', 'kept']),
    }),
  ),
});

import { Type } from 'typebox';
import { diagnosisSchema, unknownError } from './parts.js';

/** The JSON Schema of `explain --json`. */
export const explainSchema = Type.Object({
  schema: Type.Literal('musl-wizard.explain/1'),
  bytes: Type.Number(),
  lines: Type.Number(),
  diagnoses: Type.Array(diagnosisSchema, { description: 'the root cause first' }),
  leftOut: Type.Optional(
    Type.Integer({ description: 'lines of kinds that came very often, which were not looked at' }),
  ),
  unknown: Type.Array(unknownError, { description: 'lines that look like errors without a known cause' }),
});

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
  skimmedBytes: Type.Optional(
    Type.Integer({ description: 'bytes that were counted and not searched, for the work or time that was allowed' }),
  ),
  cutOff: Type.Optional(Type.Literal(true, { description: 'the log was still being written when the time was over' })),
  oneOf: Type.Optional(
    Type.Array(Type.String(), {
      description: 'ids of the causes of which one is the root and the log alone does not tell which',
    }),
  ),
  unknown: Type.Array(unknownError, { description: 'lines that look like errors without a known cause' }),
});

import { Type } from 'typebox';
import { diagnosisSchema, unknownError } from './parts.js';

/** The JSON Schema of `explain --json`. */
export const explainSchema = Type.Object({
  schema: Type.Literal('musl-wizard.explain/1'),
  bytes: Type.Number(),
  lines: Type.Number(),
  diagnoses: Type.Array(diagnosisSchema, { description: 'the root cause first' }),
  patch: Type.Optional(Type.String({ description: 'all fixes of a Nix file as one unified diff' })),
  leftOut: Type.Optional(Type.Integer({ description: 'lines with very common messages that were not searched' })),
  skimmedBytes: Type.Optional(
    Type.Integer({ description: 'bytes that were counted but not searched because of the time or work limit' }),
  ),
  cutOff: Type.Optional(
    Type.Literal(true, { description: 'the log was still being written when the time limit was reached' }),
  ),
  oneOf: Type.Optional(
    Type.Array(Type.String(), {
      description: 'ids of causes, one of which is the root cause; the log alone does not show which',
    }),
  ),
  unknown: Type.Array(unknownError, { description: 'lines that look like errors with no known cause' }),
});

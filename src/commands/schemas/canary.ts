import { Type } from 'typebox';
import { canaryResult, nullable, rung, texts } from './parts.js';

/** The JSON Schema of `canary --json`. */
export const canarySchema = Type.Object({
  schema: Type.Literal('musl-wizard.canary/1'),
  results: Type.Array(canaryResult),
  chosen: Type.Null(),
  savedTo: Type.Null(),
});

/** The JSON Schema of `choose --json`. */
export const chooseSchema = Type.Object({
  schema: Type.Literal('musl-wizard.choose/1'),
  results: Type.Array(canaryResult),
  chosen: nullable(Type.Object({ rung, upx: Type.Boolean() })),
  savedTo: nullable(Type.String()),
  trace: Type.Array(
    Type.Object({
      rung,
      decision: Type.Enum(['take', 'passed', 'failed', 'blocked', 'skipped', 'excluded', 'later']),
      why: Type.String(),
      evidence: texts,
    }),
    { description: 'what was thought of every rung' },
  ),
});

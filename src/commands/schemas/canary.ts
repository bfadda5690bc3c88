import { Type } from 'typebox';
import { buildSystems } from '../../project/project.js';
import { teamFile } from './allow.js';
import {
  artifactSchema,
  canaryResult,
  diagnosisSchema,
  leftOut,
  nullable,
  outcomeSchema,
  packedSchema,
  projectFit,
  projectSchema,
  rungSchema,
  texts,
} from './parts.js';

/** The JSON Schema of `canary --json`. */
export const canarySchema = Type.Object({
  schema: Type.Literal('musl-wizard.canary/1'),
  results: Type.Array(canaryResult),
  chosen: Type.Null(),
  hints: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), title: Type.String(), text: Type.String() }), {
      description: 'what is different with musl, of what the program uses; each is said once',
    }),
  ),
  savedTo: Type.Null(),
});

/** The JSON Schema of `choose --json`. */
export const chooseSchema = Type.Object({
  schema: Type.Literal('musl-wizard.choose/1'),
  results: Type.Array(canaryResult),
  chosen: nullable(Type.Object({ rung: rungSchema, upx: Type.Boolean() })),
  savedTo: nullable(Type.String()),
  project: projectSchema,
  rungs: Type.Array(Type.Object({ id: rungSchema, project: Type.Optional(projectFit) })),
  teamFile,
  trace: Type.Array(
    Type.Object({
      rung: rungSchema,
      decision: Type.Enum(['take', 'passed', 'failed', 'blocked', 'skipped', 'excluded', 'later']),
      why: Type.String(),
      evidence: texts,
      failedAt: Type.Optional(
        Type.String({
          description:
            'when the unchanged project last failed to build with this rung, or with one that lacks the same thing; ISO 8601',
        }),
      ),
    }),
    { description: 'the verdict on each rung' },
  ),
  comparison: Type.Optional(
    Type.Object({
      of: Type.Enum(['project', 'canary'], { description: 'canary: the values are those of results' }),
      project: nullable(Type.Object({ name: Type.String(), buildSystem: Type.Enum([...buildSystems]) })),
      builds: Type.Array(
        Type.Object({
          rung: rungSchema,
          outcome: outcomeSchema,
          reason: Type.String(),
          durationMs: Type.Number(),
          programs: Type.Array(
            Type.Object({
              name: Type.String(),
              artifact: artifactSchema,
              packed: nullable(packedSchema),
            }),
            { description: 'as measured; the files were removed' },
          ),
          leftOut,
          diagnoses: Type.Array(diagnosisSchema),
          logFile: nullable(Type.String()),
        }),
        { description: 'the project in this folder, built by every rung whose canary passed' },
      ),
    }),
  ),
});

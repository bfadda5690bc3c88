import { Type } from 'typebox';
import { buildSystems } from '../../project/project.js';
import { teamFile } from './allow.js';
import {
  artifact,
  canaryResult,
  diagnosis,
  leftOut,
  nullable,
  outcome,
  packed,
  project,
  projectFit,
  rung,
  texts,
} from './parts.js';

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
  project,
  rungs: Type.Array(Type.Object({ id: rung, project: Type.Optional(projectFit) })),
  teamFile,
  trace: Type.Array(
    Type.Object({
      rung,
      decision: Type.Enum(['take', 'passed', 'failed', 'blocked', 'skipped', 'excluded', 'later']),
      why: Type.String(),
      evidence: texts,
    }),
    { description: 'the verdict on each rung' },
  ),
  comparison: Type.Optional(
    Type.Object({
      of: Type.Enum(['project', 'canary'], { description: 'canary: the values are those of results' }),
      project: nullable(Type.Object({ name: Type.String(), buildSystem: Type.Enum([...buildSystems]) })),
      builds: Type.Array(
        Type.Object({
          rung,
          outcome,
          reason: Type.String(),
          durationMs: Type.Number(),
          programs: Type.Array(
            Type.Object({
              name: Type.String(),
              artifact,
              packed: nullable(packed),
            }),
            { description: 'as measured; the files were removed' },
          ),
          leftOut,
          diagnoses: Type.Array(diagnosis),
          logFile: nullable(Type.String()),
        }),
        { description: 'the project in this folder, built by every rung whose canary passed' },
      ),
    }),
  ),
});

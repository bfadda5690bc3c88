import { Type } from 'typebox';
import { buildSystems } from '../../project/project.js';
import { otherLanguages } from '../../rungs/other-languages.js';
import { teamFile } from './allow.js';
import {
  artifactSchema,
  diagnosisSchema,
  leftOut,
  nullable,
  outcomeSchema,
  rungOptions,
  rungSchema,
  stepSchema,
  texts,
  unknownError,
} from './parts.js';

/** Of one build. */
const build = {
  schema: Type.Literal('musl-wizard.build/1'),
  project: Type.Object({
    name: Type.String(),
    buildSystem: Type.Enum([...buildSystems]),
    languages: Type.Array(Type.Enum(['c', 'cxx', 'rust', 'go', ...otherLanguages])),
    libraries: Type.Array(
      Type.Object({
        id: Type.String({ description: 'its name in flows/packages.yaml, or the name as requested' }),
        known: Type.Boolean(),
        optional: Type.Boolean(),
        evidence: Type.Array(Type.String(), { description: 'FILE:LINE: text of the line' }),
      }),
    ),
  }),
  setup: Type.Object({ rung: rungSchema, upx: Type.Boolean(), options: rungOptions }),
  glibcFloor: nullable(
    Type.String({ description: '--glibc-floor: the programs need not be static, and need no newer glibc' }),
  ),
  outcome: outcomeSchema,
  reason: Type.String(),
  durationMs: Type.Number(),
  jobs: Type.Number({ description: 'parallel jobs' }),
  steps: Type.Array(stepSchema),
  programs: Type.Array(
    Type.Object({
      name: Type.String(),
      savedTo: nullable(Type.String()),
      artifact: artifactSchema,
      fault: nullable(Type.String()),
      packed: nullable(Type.String()),
    }),
  ),
  leftOut,
  notices: Type.Array(Type.String(), {
    description: 'what else the build produced, and why it is not listed as a program',
  }),
  diagnoses: Type.Array(diagnosisSchema, {
    description: 'the root cause first',
  }),
  unknown: Type.Array(unknownError),
  findings: texts,
  logFile: nullable(Type.String()),
  nextRung: Type.Union([rungSchema, Type.Null()]),
  secondBuild: nullable(
    Type.Object(
      {
        outcome: outcomeSchema,
        reason: Type.String(),
        logFile: nullable(Type.String()),
        same: nullable(Type.Boolean()),
        programs: Type.Array(
          Type.Object({
            name: Type.String(),
            same: Type.Boolean(),
            differences: Type.Array(
              Type.Object({
                section: nullable(Type.String()),
                cause: Type.Enum(['path', 'date', 'order', 'number', 'build-id', 'content']),
                detail: Type.String(),
              }),
            ),
            fault: nullable(Type.String()),
          }),
        ),
      },
      { description: '--twice: the second build, compared with the first' },
    ),
  ),
  behaviour: nullable(
    Type.Object(
      {
        native: Type.Object({ outcome: outcomeSchema, reason: Type.String(), logFile: nullable(Type.String()) }),
        checks: Type.Array(
          Type.Object({
            command: Type.String(),
            program: Type.String(),
            same: nullable(Type.Boolean()),
            reason: nullable(Type.String()),
            exit: nullable(Type.String({ description: 'how it ended with the static program' })),
            differences: Type.Array(
              Type.Object({
                where: Type.Enum(['exit', 'stdout', 'stderr', 'test']),
                line: nullable(Type.Number()),
                static: nullable(Type.String()),
                native: nullable(Type.String()),
              }),
            ),
          }),
        ),
      },
      {
        description:
          '--check, --test: commands and tests with the static program, compared with those of a native build',
      },
    ),
  ),
};

/** The JSON Schema of `build --json`; with several architectures a document of them all. */
export const buildSchema = Type.Union([
  Type.Object({ ...build, teamFile }),
  Type.Object({
    schema: Type.Literal('musl-wizard.builds/1'),
    holds: Type.Boolean({ description: 'all are as required' }),
    builds: Type.Array(Type.Object(build), { description: '--arch with several architectures: one for each' }),
    teamFile,
  }),
]);

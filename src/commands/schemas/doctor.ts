import { Type } from 'typebox';
import { factsSchema } from '../../facts/schema.js';
import { languageSystems } from '../../project/project.js';
import { fixSchema, linksSchema, projectFit, projectSchema, rungSchema } from './parts.js';

const finding = Type.Object({
  id: Type.String(),
  severity: Type.Enum(['blocker', 'warning', 'info']),
  rungs: Type.Array(rungSchema),
  title: Type.String(),
  evidence: Type.Array(Type.String()),
  fixes: Type.Array(fixSchema),
  links: linksSchema,
});

const schema = Type.Literal('musl-wizard.doctor/1');

const machine = Type.Object({
  schema,
  machine: Type.Object({
    target: Type.String(),
    collectedAt: Type.String(),
    collector: Type.Enum(['node', 'sh', 'snapshot']),
    durationMs: Type.Number(),
  }),
  facts: factsSchema,
  findings: Type.Array(finding),
  rungs: Type.Array(
    Type.Object({
      id: rungSchema,
      verdict: Type.Enum(['ready', 'fixable', 'impossible', 'unknown']),
      because: Type.Array(Type.String(), { description: 'ids of findings' }),
      ruledOut: Type.Optional(
        Type.String({
          description: 'why the rung does not apply to this machine; there is no finding and nothing to fix',
        }),
      ),
      project: Type.Optional(projectFit),
      failed: Type.Optional(
        Type.Object(
          {
            rung: rungSchema,
            at: Type.String({ description: 'ISO 8601' }),
            why: Type.String(),
            passes: Type.Boolean({ description: 'the cause is temporary, e.g. a server that does not answer' }),
          },
          {
            description: 'the unchanged project failed to build with this rung, or with one that lacks the same thing',
          },
        ),
      ),
    }),
  ),
  project: projectSchema,
  otherProject: Type.Optional(
    Type.Object(
      {
        name: Type.String({ description: 'what builds it' }),
        file: Type.String({ description: 'the file that says so' }),
        static: Type.Optional(
          Type.Object({ possible: Type.Boolean(), why: Type.String(), next: Type.Array(Type.String()) }),
        ),
        system: Type.Optional(Type.Enum([...languageSystems])),
      },
      { description: 'a project that no rung builds; then `project` is null' },
    ),
  ),
  recommendation: Type.Object({
    rung: Type.Union([rungSchema, Type.Null()]),
    upx: Type.Boolean(),
    reason: Type.String(),
  }),
});

const unreachable = Type.Object({
  schema,
  machine: Type.Object({ target: Type.String() }),
  error: Type.Object({ message: Type.String(), evidence: Type.Array(Type.String()) }),
});

/** `doctor --json`: one machine, or several under `machines`. */
export const doctorSchema = Type.Union([
  machine,
  Type.Object({ schema, machines: Type.Array(Type.Union([machine, unreachable])) }),
]);

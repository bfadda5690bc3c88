import { Type } from 'typebox';
import { linksSchema, nullable, rungOptions, rungSchema, texts } from './parts.js';

/** The JSON Schema of `flow list --json`. */
export const flowListSchema = Type.Object({
  schema: Type.Literal('musl-wizard.flow-list/1'),
  trees: Type.Array(
    Type.Object({
      name: Type.String(),
      origin: Type.Enum(['shipped', 'project', 'user']),
      file: nullable(Type.String()),
      title: nullable(Type.String({ description: 'null for a file that is invalid or not allowed' })),
      allowed: Type.Boolean({ description: "false for a project's tree that was not allowed: it is ignored" }),
    }),
  ),
});

/** The JSON Schema of `flow lint --json`. */
export const flowLintSchema = Type.Object({
  schema: Type.Literal('musl-wizard.flow-lint/1'),
  trees: Type.Array(
    Type.Object({
      file: Type.String(),
      ends: Type.Array(
        Type.Object({
          end: Type.String(),
          facts: Type.Record(Type.String(), Type.Unknown(), {
            description: 'an example machine that leads there, by fact',
          }),
          steps: Type.Array(Type.String(), { description: 'answers and outcomes on the way' }),
        }),
      ),
    }),
  ),
  problems: Type.Array(Type.Object({ file: Type.String(), line: Type.Number(), message: Type.String() })),
});

/** The JSON Schema of `flow run --json`, and of the file that --trace writes. */
export const flowRunSchema = Type.Object({
  schema: Type.Literal('musl-wizard.flow/1'),
  flow: Type.String(),
  target: Type.String(),
  answers: Type.Record(Type.String(), Type.String()),
  trace: Type.Array(
    Type.Object({
      tree: Type.String(),
      node: Type.String(),
      kind: Type.String(),
      text: Type.String(),
      outcome: Type.String(),
      evidence: Type.Array(Type.Object({ subject: Type.String(), value: Type.Unknown(), asked: Type.String() })),
      reason: nullable(Type.String()),
    }),
  ),
  end: Type.Object({
    done: Type.Enum(['setup', 'remedy', 'elsewhere']),
    tree: Type.String(),
    node: Type.String(),
    because: Type.String(),
    setup: nullable(Type.Object({ rung: rungSchema, upx: Type.Boolean(), options: rungOptions })),
    commands: texts,
    message: nullable(Type.Object({ to: Type.String(), text: Type.String() })),
    links: linksSchema,
  }),
  events: Type.Array(Type.Object({ type: Type.Enum(['examined', 'answered', 'fixed', 'tried', 'noted']) })),
});

import { Type } from 'typebox';

const capture = Type.Union([
  Type.Object({ ok: Type.Literal(true), text: Type.String({ description: 'what was read' }) }),
  Type.Object({
    ok: Type.Literal(false),
    error: Type.String({ description: 'errno name, or timeout, unset, skipped' }),
  }),
  Type.Object({
    code: Type.Union([Type.Integer(), Type.Null()], { description: 'exit code; null: killed by a signal' }),
    stdout: Type.String(),
    stderr: Type.String(),
    timedOut: Type.Optional(Type.Literal(true)),
  }),
]);

/** A snapshot file. */
export const snapshotSchema = Type.Object({
  schema: Type.Literal('musl-wizard.snapshot/1'),
  meta: Type.Object({
    collectedAt: Type.String({ description: 'ISO 8601; empty if the machine has no readable clock' }),
    collector: Type.Enum(['node', 'sh', 'snapshot']),
    target: Type.String(),
    redacted: Type.Boolean({ description: 'names, addresses and secrets were removed' }),
  }),
  captures: Type.Record(Type.String(), capture, { description: 'by key; the key states how it was read' }),
});

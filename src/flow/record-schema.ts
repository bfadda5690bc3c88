import { type TSchema, Type } from 'typebox';

const text = Type.String({ maxLength: 4000 });
const texts = Type.Array(text, { maxItems: 1000 });
const fix = Type.Object({ title: text, commands: texts, runnable: Type.Boolean() });
const finding = Type.Object({ id: text, title: text, rungs: texts, fixes: Type.Array(fix) });
const seen = Type.Object({
  facts: Type.Ref('Facts'),
  findings: Type.Array(finding),
  rungs: Type.Array(Type.Object({ id: text, verdict: text, because: texts })),
});
const event = Type.Union([
  Type.Object({ type: Type.Literal('examined'), seen }),
  Type.Object({ type: Type.Literal('answered'), value: text, by: text }),
  Type.Object({ type: Type.Literal('fixed'), seen: Type.Union([seen, Type.Null()]), reason: text }),
  Type.Object({ type: Type.Literal('tried'), outcome: text, cause: Type.Union([text, Type.Null()]), reason: text }),
  Type.Object({ type: Type.Literal('noted') }),
]);
/** Shape of a saved walk; `Facts` is src/facts/schema.ts. */
export const record: TSchema = Type.Object({
  schema: Type.Literal('musl-wizard.flow/1'),
  flow: text,
  target: text,
  answers: Type.Record(Type.String(), text),
  trace: Type.Array(Type.Object({ tree: text, node: text, outcome: text }), { maxItems: 10_000 }),
  events: Type.Array(event, { maxItems: 10_000 }),
});

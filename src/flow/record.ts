/** A walk as a document: to be read by programs, saved, shared and replayed. Pure. */
import { type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';
import { factsSchema } from '../facts/schema.js';
import { begin, step } from './interpreter.js';
import type { Forest } from './schema.js';
import type { End, FlowEvent, FlowState, TraceEntry } from './state.js';

export const recordSchema = 'musl-wizard.flow/1';

export interface FlowRecord {
  readonly schema: typeof recordSchema;
  readonly flow: string;
  readonly target: string;
  /** Answers given before the walk began. */
  readonly answers: Readonly<Record<string, string>>;
  readonly trace: readonly TraceEntry[];
  readonly end: End;
  /** Everything that the walk heard, so that it can be walked again. */
  readonly events: readonly FlowEvent[];
}

/** The walk of a record over the trees as they are now; stands still where they want something else. */
export const replay = (forest: Forest, { flow, answers, events }: FlowRecord): FlowState => {
  const tree = forest.get(flow);
  if (!tree) throw new Error(`there is no tree ${flow}`);
  return events.reduce((state, event) => step(forest, state, event), begin(flow, tree.start, answers));
};

/** Where two walks part: the number of decisions that are the same. */
export const sameDecisions = (a: readonly TraceEntry[], b: readonly TraceEntry[]): number => {
  const differs = a.findIndex((entry, at) => b[at]?.node !== entry.node || b[at]?.outcome !== entry.outcome);
  return differs === -1 ? a.length : differs;
};

const text = Type.String({ maxLength: 4000 });
const texts = Type.Array(text, { maxItems: 1000 });
const fix = Type.Object({ title: text, commands: texts, runnable: Type.Boolean() });
const finding = Type.Object({ id: text, title: text, rungs: texts, fixes: Type.Array(fix) });
const seen = Type.Object({
  facts: factsSchema,
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
const record: TSchema = Type.Object({
  schema: Type.Literal(recordSchema),
  flow: text,
  target: text,
  answers: Type.Record(Type.String(), text),
  trace: Type.Array(Type.Object({ tree: text, node: text, outcome: text }), { maxItems: 10_000 }),
  events: Type.Array(event, { maxItems: 10_000 }),
});

/** Whether a document from outside is a record that can be replayed. */
export const isRecord = (document: unknown): document is FlowRecord => Check(record, document);

/** A walk as a document: to be read by programs, saved, shared and replayed. Pure. */

import { Check } from 'typebox/schema';
import { UserError } from '../errors.js';
import { factsSchema } from '../facts/schema.js';
import { begin, reduceFlow } from './interpreter.js';
import { record } from './record-schema.js';
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

/**
 * The walk of a record over the trees as they are now; stands still where they want something else.
 * @throws {UserError} when its tree is not there
 */
export const replay = (forest: Forest, { flow, answers, events }: FlowRecord): FlowState => {
  const tree = forest.get(flow);
  if (!tree)
    throw new UserError(`the trace is of a tree that does not exist here: ${flow}`, [], ['musl-wizard flow list']);
  return events.reduce((state, event) => reduceFlow(forest, state, event), begin(flow, tree.start, answers));
};

/** Where two walks part: the number of decisions that are the same. */
export const sameDecisions = (a: readonly TraceEntry[], b: readonly TraceEntry[]): number => {
  const differs = a.findIndex((entry, at) => b[at]?.node !== entry.node || b[at]?.outcome !== entry.outcome);
  return differs === -1 ? a.length : differs;
};

/** Whether a document from outside is a record that can be replayed. */
export const isRecord = (document: unknown): document is FlowRecord => Check({ Facts: factsSchema }, record, document);

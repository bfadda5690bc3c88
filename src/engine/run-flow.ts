import type { Fix } from '../diagnosis/finding.js';
import type { FlowContext } from '../flow/condition.js';
import { begin, nextEffect, reduceFlow } from '../flow/interpreter.js';
import type { Ask, Forest, Tree } from '../flow/schema.js';
import type { End, FlowEffect, FlowEvent, FlowState } from '../flow/state.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';

/** What a walk needs of its environment. The screen, the plain terminal and tests each bring their own. */
export interface FlowHost {
  examine(): Promise<FlowContext>;
  /** An answer, and who gave it. Throws a UsageError where nobody can give one. */
  ask(id: string, question: Ask): Promise<{ readonly value: string; readonly by: 'person' | 'option' | 'default' }>;
  /** Shows a fix and carries it out if that is wanted and possible here: then the machine as it is afterwards. */
  fix(title: string, fix: Fix, finding: string | null): Promise<Omit<Extract<FlowEvent, { type: 'fixed' }>, 'type'>>;
  /** Runs a rung's canary, or says why it is not run. */
  attempt(rung: RungId, options: RungOptions): Promise<Tried>;
  note(text: string): Promise<void>;
  /** Hears of each state, for a screen or progress lines. */
  onState?(state: FlowState): void;
}
export type Tried = Omit<Extract<FlowEvent, { type: 'tried' }>, 'type'>;

/** A walk that ended: everything that is needed to show, save and replay it. */
export interface FlowRun {
  readonly events: readonly FlowEvent[];
  readonly state: FlowState;
  readonly end: End;
}

/** Walks a tree to its end, carrying out what it requests one by one. Rejects with what an effect throws. */
export const runFlow = async (
  forest: Forest,
  tree: Tree,
  answers: Readonly<Record<string, string>>,
  host: FlowHost,
): Promise<FlowRun> => {
  const events: FlowEvent[] = [];
  let state = begin(tree.flow, tree.start, answers);
  for (;;) {
    const effect = nextEffect(forest, state);
    if (effect.type === 'end') return { events, state, end: effect.end };
    const event = await carryOut(effect, host);
    events.push(event);
    state = reduceFlow(forest, state, event);
    host.onState?.(state);
  }
};

const carryOut = async (effect: Exclude<FlowEffect, { type: 'end' }>, host: FlowHost): Promise<FlowEvent> => {
  switch (effect.type) {
    case 'examine':
      return { type: 'examined', seen: await host.examine() };
    case 'ask':
      return { type: 'answered', ...(await host.ask(effect.id, effect.question)) };
    case 'fix':
      return { type: 'fixed', ...(await host.fix(effect.title, effect.fix, effect.finding)) };
    case 'try':
      return { type: 'tried', ...(await host.attempt(effect.rung, effect.options)) };
    case 'note':
      await host.note(effect.text);
      return { type: 'noted' };
  }
};

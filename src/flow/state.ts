/** What a walk through a tree is, what it requests, and what it gets back. All of it is plain data. */
import type { Fix } from '../diagnosis/finding.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { ConditionCheck, FlowContext } from './condition.js';
import type { NodeKind } from './outcomes.js';
import type { Ask, Done } from './schema.js';

/** One decision: where, which way, and on what it rests. */
export interface TraceEntry {
  readonly tree: string;
  readonly node: string;
  readonly kind: NodeKind;
  /** The question, title or note, as it was shown. */
  readonly text: string;
  /** The branch taken. */
  readonly outcome: string;
  readonly evidence: readonly ConditionCheck[];
  /** What the outcome rests on where no fact decided it: who answered, what a canary said. */
  readonly reason: string | null;
}

/** Where a walk ended. */
export interface End {
  readonly done: Done['done'];
  readonly tree: string;
  readonly node: string;
  readonly because: string;
  /** For a setup: what was proven or is to be taken. */
  readonly setup: { readonly rung: RungId; readonly upx: boolean; readonly options: RungOptions } | null;
  readonly commands: readonly string[];
  readonly message: { readonly to: string; readonly text: string } | null;
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface FlowState {
  readonly tree: string;
  readonly node: string;
  /** The machine as last read; null before the first reading. */
  readonly seen: FlowContext | null;
  readonly answers: Readonly<Record<string, string>>;
  /** Fixes already offered on this walk; none is offered twice, so that every walk ends. */
  readonly offered: readonly string[];
  /** The last rung whose canary passed. */
  readonly passed: { readonly rung: RungId; readonly options: RungOptions } | null;
  readonly trace: readonly TraceEntry[];
  readonly end: End | null;
}

/** What the walk requests next. */
export type FlowEffect =
  | { readonly type: 'examine' }
  | { readonly type: 'ask'; readonly id: string; readonly question: Ask }
  | { readonly type: 'fix'; readonly finding: string | null; readonly title: string; readonly fix: Fix }
  | { readonly type: 'try'; readonly rung: RungId; readonly options: RungOptions }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'end'; readonly end: End };

/** What came of it. */
export type FlowEvent =
  | { readonly type: 'examined'; readonly seen: FlowContext }
  | { readonly type: 'answered'; readonly value: string; readonly by: 'person' | 'option' | 'default' }
  /** `seen`: the machine read again after the fix was applied; null where it was not applied. */
  | { readonly type: 'fixed'; readonly seen: FlowContext | null; readonly reason: string }
  | {
      readonly type: 'tried';
      readonly outcome: 'passed' | 'failed' | 'blocked' | 'skipped';
      /** The root cause that was found in the log. */
      readonly cause: string | null;
      readonly reason: string;
    }
  | { readonly type: 'noted' };

/**
 * A walk down the ladder as a stream of events and a pure reducer over it. The wizard's screens,
 * the headless commands and a replay are listeners of the same stream, so that they cannot differ
 * in what they believe.
 */
import type { CanaryEvent } from '../build/canary/canary.js';
import type { CanaryResult } from '../build/result.js';
import type { Fix } from '../diagnosis/finding.js';
import type { RungId } from '../rungs/registry.js';
import type { Examination, ExamineEvent } from './examination.js';
import type { SavedSession } from './session.js';

export type SessionEvent =
  | { readonly type: 'examining' }
  | ExamineEvent
  | { readonly type: 'trying'; readonly rung: RungId; readonly atMs: number }
  | { readonly type: 'canary'; readonly rung: RungId; readonly event: CanaryEvent }
  | { readonly type: 'tried'; readonly result: CanaryResult }
  | { readonly type: 'skipped'; readonly rung: RungId; readonly reason: string }
  | { readonly type: 'fixing'; readonly finding: string; readonly fix: Fix }
  | { readonly type: 'fix-output'; readonly lines: readonly string[] }
  | { readonly type: 'fixed'; readonly finding: string; readonly title: string; readonly outcome: FixOutcome }
  | ({ readonly type: 'saved' } & SavedSession)
  /** An action ended in an error that the user can act on: its message, what was seen and what to do, a line each. */
  | { readonly type: 'failed'; readonly message: string };

/** Whether a fix was carried out and helped, decided by probing again. */
export interface FixOutcome {
  readonly applied: boolean;
  readonly helped: boolean | null;
  readonly output: string;
  readonly reason: string;
}

/** The rung under trial. */
export interface Trial {
  readonly rung: RungId;
  readonly startedAtMs: number;
  readonly step: string | null;
  readonly stepsDone: readonly { readonly name: string; readonly failed: boolean; readonly durationMs: number }[];
  /** What is built one after the other, and which of it is being built. */
  readonly parts: { readonly names: readonly string[]; readonly at: number };
  /** Names of the steps that follow, as far as they are known. */
  readonly ahead: readonly string[];
  /** How long steps took last time, in milliseconds, by name. */
  readonly expectedMs: Readonly<Record<string, number>>;
  /** The newest lines, harmless, bounded; everything is in the log file. */
  readonly tail: readonly string[];
  readonly lines: number;
  readonly progress: { readonly done: number; readonly total: number | null; readonly label: string } | null;
  readonly logFile: string | null;
}

export interface SessionState {
  readonly phase: 'idle' | 'examining' | 'choosing' | 'trying' | 'fixing' | 'saved' | 'failed';
  readonly partial: ExaminePartial;
  readonly examination: Examination | null;
  readonly trial: Trial | null;
  /** The newest result of each rung tried, oldest first. */
  readonly results: readonly CanaryResult[];
  readonly skipped: readonly { readonly rung: RungId; readonly reason: string }[];
  /** The newest lines of the commands of a fix, bounded. */
  readonly fixTail: readonly string[];
  /** The fixes that were begun, oldest first. */
  readonly fixes: readonly { readonly title: string; readonly outcome: FixOutcome }[];
  readonly lastFix: { readonly finding: string; readonly outcome: FixOutcome } | null;
  readonly saved: SavedSession | null;
  readonly error: string | null;
}
type ExaminePartial = Extract<ExamineEvent, { type: 'domain' }>['facts'];

/** Lines of a canary's output that the state keeps. */
const tailLimit = 2000;

export const initialSession: SessionState = {
  phase: 'idle',
  partial: {},
  examination: null,
  trial: null,
  results: [],
  skipped: [],
  fixTail: [],
  fixes: [],
  lastFix: null,
  saved: null,
  error: null,
};

/** The next state. Pure; an event that makes no sense in a state leaves it as it is. */
export const reduceSession = (state: SessionState, event: SessionEvent): SessionState => {
  switch (event.type) {
    case 'examining':
      return { ...state, phase: 'examining', partial: {} };
    case 'domain':
      return { ...state, partial: { ...state.partial, ...event.facts } };
    case 'examined':
      return {
        ...state,
        phase: state.phase === 'examining' ? 'choosing' : state.phase,
        examination: event.examination,
      };
    case 'trying':
      return {
        ...state,
        phase: 'trying',
        skipped: state.skipped.filter(({ rung }) => rung !== event.rung),
        trial: {
          rung: event.rung,
          startedAtMs: event.atMs,
          step: null,
          stepsDone: [],
          parts: { names: [], at: 0 },
          ahead: [],
          expectedMs: {},
          tail: [],
          lines: 0,
          progress: null,
          logFile: null,
        },
      };
    case 'canary':
      return state.trial?.rung === event.rung ? { ...state, trial: follow(state.trial, event.event) } : state;
    case 'tried':
      return {
        ...state,
        phase: 'choosing',
        trial: null,
        results: [...state.results.filter(({ rung }) => rung !== event.result.rung), event.result],
      };
    case 'skipped':
      return { ...state, skipped: [...state.skipped, { rung: event.rung, reason: event.reason }] };
    case 'fixing':
      return { ...state, phase: 'fixing', fixTail: [] };
    case 'fix-output':
      return { ...state, fixTail: [...state.fixTail, ...event.lines].slice(-tailLimit) };
    case 'fixed':
      return {
        ...state,
        phase: 'choosing',
        fixes: [...state.fixes, { title: event.title, outcome: event.outcome }],
        lastFix: { finding: event.finding, outcome: event.outcome },
      };
    case 'saved':
      return { ...state, phase: 'saved', saved: { setup: event.setup, path: event.path, hints: event.hints } };
    case 'failed':
      return { ...state, phase: 'failed', trial: null, error: event.message };
  }
};

const follow = (trial: Trial, event: CanaryEvent): Trial => {
  switch (event.type) {
    case 'step-started':
      return { ...trial, step: event.name, progress: null };
    case 'step-ended': {
      const { name, code, durationMs } = event.step;
      return {
        ...trial,
        step: null,
        stepsDone: [...trial.stepsDone, { name, failed: code !== 0, durationMs }],
      };
    }
    case 'part':
      return { ...trial, parts: { names: event.names, at: event.at }, ahead: [], stepsDone: [] };
    case 'steps-ahead':
      return { ...trial, ahead: event.names };
    case 'expected':
      return { ...trial, expectedMs: event.stepMs };
    case 'output':
      return {
        ...trial,
        tail: [...trial.tail, ...event.lines].slice(-tailLimit),
        lines: trial.lines + event.lines.length + event.dropped,
      };
    case 'progress':
      return { ...trial, progress: { done: event.done, total: event.total, label: event.label } };
    case 'log-file':
      return { ...trial, logFile: event.path };
    case 'note':
      return { ...trial, tail: [...trial.tail, event.text].slice(-tailLimit), lines: trial.lines + 1 };
  }
};

import type { MuslHint } from '../artifact/musl-hints.js';
import type { CanaryResult } from '../build/result.js';
import type { Fix } from '../diagnosis/finding.js';
import type { SavedSetup } from '../project/setup.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { Examination } from './examination.js';
import type { FixOutcome, SessionEvent, SessionState } from './session-state.js';

/**
 * The effects of one walk. Each method emits its events to all listeners in order and resolves
 * when its effect is over; one runs at a time. A screen draws `state()` and calls these; the
 * headless commands do the same without drawing.
 */
export interface Session {
  state(): SessionState;
  /** Hears every event from now on; returns what ends it. */
  subscribe(listener: (event: SessionEvent, state: SessionState) => void): () => void;
  examine(): Promise<Examination>;
  try(rung: RungId, options?: TryOptions): Promise<CanaryResult>;
  /** Ends the running canary or fix with its whole process group; resolves when nothing of it is left. */
  cancel(): Promise<void>;
  skip(rung: RungId, reason: string): void;
  /** Carries out a fix that the user has seen and confirmed, then examines again. */
  fix(finding: string, fix: Fix): Promise<FixOutcome>;
  /** What `save` would write, so that it can be shown first. */
  proposal(rung: RungId): SavedSetup;
  save(rung: RungId): Promise<SavedSession>;
}

/** What was saved, and where. */
export interface SavedSession {
  readonly setup: SavedSetup;
  readonly path: string;
  /** Hints of the program that were not said before. */
  readonly hints: readonly MuslHint[];
}

export interface TryOptions {
  /** `measure`: packed too, so that sizes can be compared, but not saved as packed. */
  readonly upx?: boolean | 'measure';
  readonly rungOptions?: RungOptions;
  readonly timeoutMs?: number;
}

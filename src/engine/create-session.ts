import { setMaxListeners } from 'node:events';
import type { MuslHint } from '../artifact/musl-hints.js';
import type { CanaryOptions } from '../build/canary/canary.js';
import type { CanaryResult } from '../build/result.js';
import type { Fix } from '../diagnosis/finding.js';
import { UserError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { isStill } from '../ladder/verdict.js';
import type { SavedSetup } from '../project/setup.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import { basisOf } from '../settings/basis.js';
import type { Examination, ExamineEvent } from './examination.js';
import { knownFact } from './known-fact.js';
import { proofOf } from './proof.js';
import type { Session, TryOptions } from './session.js';
import {
  type FixOutcome,
  initialSession,
  reduceSession,
  type SessionEvent,
  type SessionState,
} from './session-state.js';

/** The effects that a session carries out, given from outside so that a test or an embedder brings its own. */
export interface SessionEffects {
  examine(options: { signal: AbortSignal; onEvent: (event: ExamineEvent) => void }): Promise<Examination>;
  /** Builds the canary that stands for what is to be built. */
  runCanary(rung: RungId, facts: Facts, options: Omit<CanaryOptions, 'program'>): Promise<CanaryResult>;
  runFix(
    finding: string,
    fix: Fix,
    signal: AbortSignal,
    onLines: (lines: readonly string[]) => void,
  ): Promise<Omit<FixOutcome, 'helped'>>;
  save(setup: SavedSetup): Promise<{ readonly path: string; readonly hints: readonly MuslHint[] }>;
  now(): Date;
}

export interface SessionOptions {
  /** Absolute path of the project that a setup is saved for. */
  readonly project: string | null;
  readonly upx: boolean;
  readonly rungOptions: RungOptions;
  readonly timeoutMs: number;
  /** Aborted when the whole program is to end. */
  readonly signal: AbortSignal;
}

/** A walk with its effects; see `Session`. */
export const createSession = (effects: SessionEffects, options: SessionOptions): Session => {
  let state: SessionState = initialSession;
  let running: { readonly controller: AbortController; readonly over: Promise<unknown> } | null = null;
  const tried = new Map<RungId, TryOptions>();
  const listeners = new Set<(event: SessionEvent, state: SessionState) => void>();

  const emit = (event: SessionEvent): void => {
    state = reduceSession(state, event);
    for (const listener of [...listeners]) listener(event, state);
  };

  /** Runs one effect at a time, ended by `cancel` or by the end of the program. */
  const one = async <T>(effect: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (running) throw new Error('a session runs one action at a time');
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, options.signal]);
    // Many captures are read side by side, each with a listener of its own.
    setMaxListeners(0, signal);
    const over = effect(signal);
    running = { controller, over };
    try {
      return await over;
    } catch (error) {
      // Else what was begun would go on for ever on the screen.
      if (error instanceof UserError)
        emit({ type: 'failed', message: [error.message, ...error.evidence, ...error.nextSteps].join('\n') });
      throw error;
    } finally {
      running = null;
    }
  };

  const examine = (signal: AbortSignal): Promise<Examination> => {
    emit({ type: 'examining' });
    return effects.examine({ signal, onEvent: emit });
  };

  const examined = (): Examination => {
    if (!state.examination) throw new Error('examine the machine before trying a rung');
    return state.examination;
  };

  const attempt = async (rung: RungId, choice: TryOptions, signal: AbortSignal): Promise<CanaryResult> => {
    const { facts } = examined();
    tried.set(rung, choice);
    emit({ type: 'trying', rung, atMs: effects.now().getTime() });
    const result = await effects.runCanary(rung, facts, {
      rungOptions: { ...options.rungOptions, ...choice.rungOptions },
      upx: (choice.upx ?? options.upx) !== false,
      keep: false,
      timeoutMs: choice.timeoutMs ?? options.timeoutMs,
      signal,
      onEvent: (event) => emit({ type: 'canary', rung, event }),
    });
    emit({ type: 'tried', result });
    return result;
  };

  const applyFix = async (finding: string, fix: Fix, signal: AbortSignal): Promise<FixOutcome> => {
    const meant =
      state.examination?.findings.filter(({ id, fixes }) => id === finding && fixes.some(isSame(fix))) ?? [];
    // What the machine did not show before, such as the cause in a log, it cannot show to be gone.
    const isElsewhere = state.examination?.findings.every(({ id }) => id !== finding) ?? false;
    emit({ type: 'fixing', finding, fix });
    const done = await effects.runFix(finding, fix, signal, (lines) => emit({ type: 'fix-output', lines }));
    let helped: boolean | null = null;
    if (done.applied && !signal.aborted) {
      const after = await effects.examine({ signal, onEvent: emit });
      helped = isElsewhere
        ? null
        : !after.findings.some((one) =>
            meant.length > 0 ? meant.some((earlier) => isStill(earlier, one)) : one.id === finding,
          );
    }
    const outcome = { ...done, helped };
    emit({ type: 'fixed', finding, title: fix.title, outcome });
    return outcome;
  };

  const proposal = (rung: RungId): SavedSetup => {
    const { facts, captures, project } = examined();
    const result = state.results.find((each) => each.rung === rung);
    if (result?.outcome !== 'passed') throw new UserError(`${rung} has not been proven to work here yet.`);
    const choice = tried.get(rung) ?? {};
    // What the canary chose by itself (engine, image, package set) is what the next build must use.
    const rungOptions = { ...options.rungOptions, ...choice.rungOptions, ...result.options };
    return {
      schema: 'musl-wizard.setup/1',
      rung,
      upx: (choice.upx ?? options.upx) === true && result.packed?.outcome === 'packed',
      options: rungOptions,
      project: options.project,
      provedAt: effects.now().toISOString(),
      proof: proofOf(result, project !== null),
      basis: basisOf((path) => knownFact(facts, captures, path), rung, rungOptions),
    };
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    examine: () => one(examine),
    try: (rung, choice = {}) => one((signal) => attempt(rung, choice, signal)),
    fix: (finding, fix) => one((signal) => applyFix(finding, fix, signal)),
    cancel: async () => {
      running?.controller.abort();
      // Whoever started the effect learns how it ended.
      await running?.over.catch(() => undefined);
    },
    skip: (rung, reason) => emit({ type: 'skipped', rung, reason }),
    proposal,
    save: async (rung) => {
      const setup = proposal(rung);
      const { path, hints } = await effects.save(setup);
      emit({ type: 'saved', setup, path, hints });
      return { setup, path, hints };
    },
  };
};

/** Whether a fix is this one, which may have come from an earlier look. */
const isSame =
  (fix: Fix) =>
  ({ title, commands }: Fix): boolean =>
    title === fix.title && commands.join('\n') === fix.commands.join('\n');

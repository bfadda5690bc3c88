import { appendFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { maskSecrets } from '../text/mask-secrets.js';
import { shellQuote } from '../text/shell-quote.js';
import type { CanaryOptions } from './canary/canary.js';
import { lineProgress } from './log/line-progress.js';
import type { PlannedStep } from './plan.js';
import { childrenTime } from './processes/children-time.js';
import { maxLogBytes, type Ran, runLogged } from './processes/run-logged.js';
import type { CompletedStep } from './result.js';

export interface StepRunnerOptions extends Pick<CanaryOptions, 'signal' | 'timeoutMs' | 'onEvent'> {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
}

/** The commands of one canary: one log, one deadline, one list of what was run. */
export class StepRunner {
  readonly steps: CompletedStep[] = [];
  readonly #undo: PlannedStep[] = [];
  readonly #options: StepRunnerOptions;
  readonly #deadline: number;

  constructor(options: StepRunnerOptions) {
    this.#options = options;
    this.#deadline = performance.now() + options.timeoutMs;
  }

  /** Tells which steps follow. */
  tellAhead(steps: readonly PlannedStep[]): void {
    const names = steps.filter(({ question }) => !question).map(({ name }) => name);
    this.#options.onEvent({ type: 'steps-ahead', names });
  }

  /** Runs a step, within what is left of the canary's time. */
  run(step: PlannedStep): Promise<Ran> {
    const left = this.#deadline - performance.now();
    return this.#run(step, this.#options.signal, Math.max(1, Math.min(left, step.timeoutMs ?? left)));
  }

  /**
   * Takes back what the steps left in other places (containers, builders), the newest first; also after a cancel.
   * What that prints is for the log alone: that something was not there after all is no error to a reader.
   */
  async cleanUp(): Promise<void> {
    for (let step = this.#undo.pop(); step; step = this.#undo.pop()) {
      const ran = await this.#run(step, new AbortController().signal, step.timeoutMs ?? 10_000, false);
      if (ran.code === 0) this.#undo.push(...(step.read?.(ran.tail).steps ?? []));
    }
  }

  async #run(step: PlannedStep, signal: AbortSignal, timeoutMs: number, shown = true): Promise<Ran> {
    const { cwd, env, onEvent } = this.#options;
    if (step.question) return this.#ask(step, signal, timeoutMs);
    const { logFile } = this.#options;
    if (step.undo) this.#undo.push(step.undo);
    // As it is shown and kept: without the passwords that a URL in its arguments may hold.
    const command = step.argv.map(maskSecrets);
    onEvent({ type: 'step-started', name: step.name, command });
    appendFileSync(logFile, `$ ${shellQuote(command)}\n`);
    const spentBefore = childrenTime();
    const ran = await runLogged(step.argv, {
      cwd: step.cwd ?? cwd,
      env: { ...env, ...step.env },
      signal,
      timeoutMs,
      logFile,
      onLines: (lines, dropped) => {
        if (!shown) return;
        onEvent({ type: 'output', lines, dropped });
        const progress = step.decode ? null : lineProgress(lines);
        if (progress) onEvent({ type: 'progress', ...progress });
      },
      ...(step.decode ? { decode: step.decode((progress) => onEvent({ type: 'progress', ...progress })) } : {}),
    });
    // In the wording of Node too, by which `explain` knows a program that is missing.
    const message = `${ran.error} (spawn ${step.argv[0]} ${ran.error})`;
    if (ran.error) appendFileSync(logFile, `${step.argv[0]}: cannot be started: ${message}\n`);
    if (ran.timedOut)
      appendFileSync(logFile, `${step.name}: stopped after ${Math.round(timeoutMs / 1000)} s (time limit)\n`);
    const spent = childrenTime();
    const peakBytes = step.peakBytes ? step.peakBytes(ran.tail) : ran.peakBytes;
    const done: CompletedStep = {
      name: step.name,
      command,
      code: ran.code,
      durationMs: Math.round(ran.durationMs),
      ...(peakBytes === null ? {} : { peakBytes }),
      ...(spentBefore === null || spent === null ? {} : { cpuMs: spent - spentBefore }),
    };
    this.steps.push(done);
    onEvent({ type: 'step-ended', step: done });
    return ran;
  }

  /** What it prints is for nobody else: to a reader of the log it would look as if it had been done. */
  async #ask({ argv, cwd, env }: PlannedStep, signal: AbortSignal, timeoutMs: number): Promise<Ran> {
    const around = this.#options;
    const logFile = `${around.logFile}.asked`;
    try {
      return await runLogged(argv, {
        cwd: cwd ?? around.cwd,
        env: { ...around.env, ...env },
        signal,
        timeoutMs,
        logFile,
        onLines: () => undefined,
      });
    } finally {
      rmSync(logFile, { force: true });
    }
  }
}

/**
 * Why a step did not end well, in one sentence; null when it did. Pure.
 * @param program what it starts
 */
export const failureOf = (name: string, ran: Ran, program = name): string | null => {
  if (ran.cancelled) return 'It was cancelled.';
  if (ran.timedOut) return `The step "${name}" timed out.`;
  if (ran.flooded)
    return `The step "${name}" was stopped: it wrote more than ${maxLogBytes / 1024 ** 2} MiB of output.`;
  if (ran.error === 'ENOENT') return `The step "${name}" could not start: ${basename(program)} was not found.`;
  if (ran.error) return `The step "${name}" could not start (${ran.error}).`;
  if (ran.signal) return `The step "${name}" was killed by ${ran.signal}.`;
  return ran.code === 0 ? null : `The step "${name}" failed with ${ran.code}.`;
};

import type { Facts } from '../../facts/facts.js';
import type { RungOptions } from '../../rungs/options.js';
import type { RungId } from '../../rungs/registry.js';
import type { CanaryResult, CompletedStep } from '../result.js';

/** The programs under fixtures/canaries that a canary can build, the trivial one first. */
export const canaryPrograms = ['c-hello', 'c-libc', 'c-crypto', 'cxx', 'rust', 'go'] as const;
export type CanaryProgram = (typeof canaryPrograms)[number];

export interface CanaryOptions {
  readonly rungOptions: RungOptions;
  readonly program: CanaryProgram;
  readonly upx: boolean;
  /** Leave the scratch folder for a look. */
  readonly keep: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Environment of the build; absent: this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What happens while it runs, for screen and progress lines. */
  readonly onEvent: (event: CanaryEvent) => void;
}

export type CanaryEvent =
  | { readonly type: 'step-started'; readonly name: string; readonly command: readonly string[] }
  | { readonly type: 'step-ended'; readonly step: CompletedStep }
  /** What is built one after the other, each by steps of its own, and which of it begins. */
  | { readonly type: 'part'; readonly names: readonly string[]; readonly at: number }
  /** The steps that follow the one that begins, as far as they are known. */
  | { readonly type: 'steps-ahead'; readonly names: readonly string[] }
  /** How long steps took when they went well last time, in milliseconds, by name. */
  | { readonly type: 'expected'; readonly stepMs: Readonly<Record<string, number>> }
  /** Lines that the tool printed, already harmless (src/text/sanitize.ts), at a bounded rate. All of it is in the log file. */
  | { readonly type: 'output'; readonly lines: readonly string[]; readonly dropped: number }
  | { readonly type: 'progress'; readonly done: number; readonly total: number | null; readonly label: string }
  | { readonly type: 'log-file'; readonly path: string }
  /** Something that the user should know at once, as a harmless sentence. */
  | { readonly type: 'note'; readonly text: string };

/** Runs the canary of a rung; never throws for what the machine does, that is an outcome. */
export type RunCanary = (rung: RungId, facts: Facts, options: CanaryOptions) => Promise<CanaryResult>;

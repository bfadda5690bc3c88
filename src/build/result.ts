import type { Artifact } from '../artifact/artifact.js';
import type { MuslHint } from '../artifact/musl-hints.js';
import type { Diagnosis } from '../explain/diagnosis.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { Variation } from '../rungs/rung.js';
import type { CanaryProgram } from './canary/canary.js';

export type Outcome = 'passed' | 'failed' | 'blocked' | 'cancelled' | 'timeout';

/** How a build ended early, and why, in one sentence. */
export interface Ended {
  readonly outcome: Exclude<Outcome, 'passed'>;
  readonly reason: string;
  readonly findings?: readonly string[];
}

/** One external command of a canary. */
export interface CompletedStep {
  readonly name: string;
  readonly command: readonly string[];
  /** Exit code; null when it never ran or a signal ended it. */
  readonly code: number | null;
  readonly durationMs: number;
  /** Processor time of it and all that it waited for, to 10 ms; what a daemon did for it is not in it. Absent where unknown. */
  readonly cpuMs?: number;
  /** The most memory that it and what it started held at once, in bytes, a lower bound; of a container, what its control group counts. Absent where unknown. */
  readonly peakBytes?: number;
}

/** What a canary proved. Keys are a contract (`canary --json`, `choose --json`); further keys may be added. */
export interface CanaryResult {
  readonly rung: RungId;
  /** What was built; absent where the rung was not tried. */
  readonly program?: CanaryProgram;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly steps: readonly CompletedStep[];
  readonly artifact: Artifact | null;
  /** Whether the built program ran and said what it should; null when it was not tried. */
  readonly ran: boolean | null;
  readonly diagnoses: readonly Diagnosis[];
  /** Ids of the findings that block it or that its user should know. */
  readonly findings: readonly string[];
  /** The whole log, on disk; null when nothing was run. */
  readonly logFile: string | null;
  /** In one sentence, why the outcome is what it is. */
  readonly reason: string;
  /** With `--upx`: what packing did. */
  readonly packed: Packed | null;
  /** Of a failure: what the kernel's own counters prove, in sentences. */
  readonly evidence?: readonly string[];
  /** Of a failure: whether the check judged rightly a program known to be good and programs known to be bad; null where that is unknown. */
  readonly controls?: Controls | null;
  /** Of a failure, when asked for: the one change with which the small canary passed, after those that did not help. */
  readonly workaround?: Workaround;
  /** Where the project requires libraries: what linking them proved, before it was built. */
  readonly link?: LinkProof;
  /** Where the project was built after the canary: what came of it. */
  readonly build?: {
    readonly outcome: Outcome;
    readonly programs: readonly { readonly name: string; readonly sizeBytes: number | null }[];
    /** What whoever ships these programs should know, of each of them. */
    readonly hints?: readonly MuslHint[];
  };
  /** alpine: the base image that was used. */
  readonly image?: ImageRecord;
  /** pkgs-musl: what Nix said beforehand that the build would cost. */
  readonly forecast?: Forecast;
  /** The rung's options as they were used, with what the canary chose by itself. */
  readonly options?: RungOptions;
}

/** What a link of the libraries that a project requires proved. */
export interface LinkProof {
  /** untried: of none is known how to link it, or the link failed for another reason than that one is not there. */
  readonly outcome: 'passed' | 'failed' | 'cancelled' | 'untried';
  /** Ids of the libraries that were linked, in order. */
  readonly libraries: readonly string[];
  /** Ids of required libraries of which the link proves nothing. */
  readonly untried: readonly string[];
}

/** True each where the check said what it should. */
export interface Controls {
  readonly good: boolean;
  readonly bad: boolean;
}

interface ImageRecord {
  readonly name: string;
  readonly digest: string | null;
}

/** What a build by Nix would cost, from its dry run. */
export interface Forecast {
  readonly builds: number;
  /** Derivations among them that take hours and gigabytes (gcc, llvm, rustc, ...), by name. */
  readonly heavy: readonly string[];
  readonly fetches: number;
  readonly downloadBytes: number;
  readonly unpackedBytes: number;
}

export interface Packed {
  readonly outcome: 'packed' | 'refused' | 'missing';
  readonly reason: string;
  readonly bytesBefore: number | null;
  /** Of a copy without symbols and debug info, which toolchains leave in by different rules; null where it was not stripped. */
  readonly bytesStripped?: number | null;
  readonly bytesAfter: number | null;
  readonly ran: boolean | null;
  /** Median start-up in milliseconds, unpacked and packed. */
  readonly startMsBefore: number | null;
  readonly startMsAfter: number | null;
}

/** What fixed a failed canary, one thing changed at a time; `tried` did not. */
export interface Workaround {
  readonly found: Variation | null;
  readonly tried: readonly string[];
}

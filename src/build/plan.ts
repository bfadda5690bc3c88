/** A build as data: what a rung makes of facts, options and a project, before anything is run. */
import type { Libc } from '../artifact/artifact.js';
import type { FindingId } from '../diagnosis/catalogue.js';
import type { Facts } from '../facts/facts.js';
import type { ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { HelperFile } from '../rungs/toolchain.js';
import type { LineDecoder } from './log/log-follower.js';
import type { CanaryResult } from './result.js';

/** What a plan is made of. */
export interface PlanInput {
  readonly rung: RungId;
  readonly options: RungOptions;
  readonly facts: Facts;
  readonly project: ChosenProject;
  readonly place: BuildPaths;
  /** Words of the user for the tool that configures or builds. */
  readonly args: readonly string[];
  /** Milliseconds that the build may take. */
  readonly timeoutMs: number;
  /** The user's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The project's own tests are run at the end; what the build makes is then taken as it comes. */
  readonly tests?: true;
  /** Absolute paths of the libraries that were built for the rung (src/build/libs/cache.ts). */
  readonly libraries?: readonly string[];
}

/** Paths and name of one build; nothing of it exists when the plan is made. */
export interface BuildPaths {
  /** Unique; containers, images and derivations are named by it. */
  readonly id: string;
  /** The folder that holds all others. */
  readonly scratch: string;
  /** A copy of the sources, so that nothing is written into the project. */
  readonly source: string;
  /** For what is built. */
  readonly build: string;
}

export interface Plan {
  /** Files to write first, by absolute paths. */
  readonly files: readonly HelperFile[];
  /** Folders to make first, by absolute paths. */
  readonly folders?: readonly string[];
  /** Variables for all steps, on top of the user's own environment; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * True where its steps are calls of an engine, which is then the one that the probes met: it gets no settings of the
   * project, and starts in none of its folders, which the copy of the sources is, too.
   */
  readonly byEngine?: true;
  /** True where another user (a build user of Nix) must get to its own folder below the scratch folder; it still cannot list it. */
  readonly passable?: true;
  readonly steps: readonly PlannedStep[];
  /** Where the programs are to be looked for, and whether in its subfolders too. */
  readonly output: { readonly folder: string; readonly deep: boolean };
  /** Jobs that run side by side. */
  readonly jobs: number;
  /** null: it is taken as it comes. */
  readonly expects: Expectation | null;
}

/** One command, without a shell. */
export interface PlannedStep {
  readonly name: string;
  readonly argv: readonly string[];
  /** Absolute; the folder of the sources when absent. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds, where it should take less than the build as a whole. */
  readonly timeoutMs?: number;
  readonly decode?: (report: (progress: Progress) => void) => LineDecoder;
  /** Files that it leaves for `read`, by their names in a folder; read within bounds. */
  readonly leaves?: { readonly folder: string; readonly names: RegExp };
  /** What its output, and what it left, mean for the rest, once it ended with 0. Pure. */
  readonly read?: (output: string, left?: ReadonlyMap<string, string>) => StepOutcome;
  /** For work that a daemon does: what its output reports about the memory that this took, in bytes; null when it does not. Pure. */
  readonly peakBytes?: (output: string) => number | null;
  /** Once this step was begun, what to run at the end whatever happened, also after a cancel. */
  readonly undo?: PlannedStep;
  /** True where a failure means nothing for the build. */
  readonly optional?: true;
  /** Of an optional step: what to take in place of its answer where it fails. */
  readonly otherwise?: readonly PlannedStep[];
  /** True where it only asks: nothing of it is shown, and it is no step of the result. */
  readonly question?: true;
}

/** What a step's output means. */
export interface StepOutcome {
  /** Steps to take next, before the rest of the plan. */
  readonly steps?: readonly PlannedStep[];
  /** Ends the build here. */
  readonly stop?: Stop;
  /** Keys for the result. */
  readonly record?: BuildRecord;
  /** What the build system says of its programs: their paths below the output folder, or words among which they are. */
  readonly products?: readonly string[];
  /** What it leaves out of the programs, and how to have it, in sentences. */
  readonly notices?: readonly string[];
  /** Programs that the build starts itself, in the same words. */
  readonly started?: readonly string[];
}

export interface Stop {
  readonly outcome: 'failed' | 'blocked';
  readonly reason: string;
  readonly findings: readonly FindingId[];
}

export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly label: string;
}

/** What a built file must be. */
export interface Expectation {
  readonly libc: readonly Libc[];
  /** As `uname -m` writes it; null: whatever. */
  readonly machine: string | null;
  /** The newest glibc that it may need. It need not be static then. */
  readonly glibcFloor?: string;
}

/** Keys that a plan adds to the result. */
export type BuildRecord = Pick<CanaryResult, 'image' | 'forecast' | 'options'>;

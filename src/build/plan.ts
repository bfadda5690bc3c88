/** A canary as data: what a rung's file makes of facts and options, before anything is run. */
import type { Libc } from '../artifact/artifact.js';
import type { FindingId } from '../diagnosis/catalogue.js';
import type { Facts } from '../facts/facts.js';
import type { RungOptions } from '../rungs/options.js';
import type { RungId } from '../rungs/registry.js';
import type { Unplannable } from '../rungs/rung.js';

import type { Program } from './canary/program.js';
import type { LineDecoder } from './log/log-follower.js';
import type { CanaryResult } from './result.js';

/** What a plan is made of. */
export interface PlanInput {
  readonly rung: RungId;
  readonly facts: Facts;
  readonly options: RungOptions;
  readonly program: Program;
  readonly place: Place;
  /** Milliseconds that the canary may take. */
  readonly timeoutMs: number;
  /** The user's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Paths and name of one canary; nothing of it exists when the plan is made. */
export interface Place {
  /** Unique; containers, images and derivations are named by it, so that no cache can fake a build. */
  readonly id: string;
  readonly scratch: string;
  /** The program's sources, a copy. */
  readonly source: string;
  /** Where the built program is to be. */
  readonly output: string;
}

export interface Plan {
  /** Files to write into the scratch folder first: path below it → content. Executable when it begins with `#!`. */
  readonly files: Readonly<Record<string, string>>;
  /** Variables for all steps, on top of the user's own environment; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True where another user (a build user of Nix) must get to its own folder below the scratch folder; it still cannot list it. */
  readonly passable?: true;
  readonly steps: readonly PlannedStep[];
  readonly expects: Expectation;
}

/** One command. */
export interface PlannedStep {
  readonly name: string;
  readonly argv: readonly string[];
  /** Absolute; the scratch folder when absent. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds, where it should take less than the canary as a whole. */
  readonly timeoutMs?: number;
  readonly decode?: (report: (progress: Progress) => void) => LineDecoder;
  /** What its output means for the rest, once it ended with 0. Pure. */
  readonly read?: (output: string) => Reading;
  /** For work that a daemon does: what its output tells of the memory that this took, in bytes; null when it does not. Pure. */
  readonly peakBytes?: (output: string) => number | null;
  /** Once this step was begun, what to run at the end whatever happened, also after a cancel. */
  readonly undo?: PlannedStep;
  /** True where a failure means nothing for the canary. */
  readonly optional?: true;
}

/** What a step's output means. */
export interface Reading {
  /** Steps to take next, before the rest of the plan. */
  readonly steps?: readonly PlannedStep[];
  /** Ends the canary here. */
  readonly stop?: Stop;
  /** Keys for the result. */
  readonly record?: CanaryRecord;
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

/** What the built file must be. */
export interface Expectation {
  readonly libc: readonly Libc[];
  /** As `uname -m` writes it; null: whatever. */
  readonly machine: string | null;
}

/** Keys that a rung adds to the result. */
export type CanaryRecord = Pick<CanaryResult, 'image' | 'forecast' | 'options'>;

export type { Unplannable };

export type MakePlan = (input: PlanInput) => Plan | Unplannable;

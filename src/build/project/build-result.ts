import type { Artifact } from '../../artifact/artifact.js';
import type { Diagnosis, UnknownError } from '../../explain/diagnosis.js';
import type { LeftOut } from '../../project/left-out.js';
import type { CanaryEvent } from '../canary/canary.js';
import type { CompletedStep, Outcome } from '../result.js';

/** A program that a build made. */
export interface BuiltProgram {
  readonly name: string;
  /** Absolute path where it was put; null when it is not what was asked for. */
  readonly savedTo: string | null;
  readonly artifact: Artifact;
  /** Why it is not what was asked for, in one sentence; null when it is. */
  readonly fault: string | null;
  /** With UPX: what packing did, in one sentence; null when it was not asked for. */
  readonly packed: string | null;
}

/** What came of building a project. */
export interface BuildResult {
  readonly outcome: Outcome;
  /** In one sentence, why the outcome is what it is. */
  readonly reason: string;
  readonly durationMs: number;
  readonly steps: readonly CompletedStep[];
  readonly programs: readonly BuiltProgram[];
  /** Libraries that the project can use and that a build which passed did without. */
  readonly leftOut: readonly LeftOut[];
  /** What else the build made, and why it is not among the programs, in sentences. */
  readonly notices: readonly string[];
  /** Jobs that ran side by side. */
  readonly jobs: number;
  readonly diagnoses: readonly Diagnosis[];
  readonly unknown: readonly UnknownError[];
  readonly findings: readonly string[];
  readonly logFile: string | null;
}

export type BuildEvent = CanaryEvent;

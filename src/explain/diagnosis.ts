import type { Fix, Link } from '../diagnosis/finding.js';

/** A known reason for a failed build, found in a log. Keys are a contract (`explain --json`). */
export interface Diagnosis {
  /** Id of the cause; the ids are a contract. */
  readonly cause: string;
  /** True for what must be fixed first, false for what only follows from it. */
  readonly root: boolean;
  /** 0 to 1. */
  readonly confidence: number;
  /** 1-based line of the log on which the cause shows. */
  readonly line: number;
  /** That line, harmless and bounded. */
  readonly excerpt: string;
  readonly title: string;
  readonly why: string;
  readonly fixes: readonly Fix[];
  readonly links: readonly Link[];
}

/** A line that looks like an error and has no known cause. */
export interface UnknownError {
  readonly line: number;
  readonly excerpt: string;
}

export interface Explanation {
  readonly bytes: number;
  readonly lines: number;
  /** The root cause first, then what follows from it. */
  readonly diagnoses: readonly Diagnosis[];
  readonly unknown: readonly UnknownError[];
  /** How many lines of kinds that came very often were not looked at; absent for none. */
  readonly leftOut?: number;
}

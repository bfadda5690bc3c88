import type { Fix, Link } from '../diagnosis/finding.js';

/** A known reason for a failed build, found in a log. Keys are a contract (`explain --json`). */
export interface Diagnosis {
  /** Id of the cause; the ids are a contract. */
  readonly cause: string;
  /** True for what must be fixed first, false for its consequences. */
  readonly root: boolean;
  /** Set where only the kind of failure is known, by its last words: what made it happen may be another thing. */
  readonly general?: true;
  /** 0 to 1. */
  readonly confidence: number;
  /** 1-based line of the log on which the cause shows. */
  readonly line: number;
  /** 1-based column, of a fault in a build file that was parsed. */
  readonly column?: number;
  /** That line, harmless and bounded. */
  readonly excerpt: string;
  /** Of the root cause in a log: the lines right above and below, in their order; absent where there are none. */
  readonly around?: readonly LogLine[];
  readonly title: string;
  readonly why: string;
  readonly fixes: readonly Fix[];
  readonly links: readonly Link[];
  /** The fix as a unified diff, for `patch -p1`; absent where it needs more than the file shows. */
  readonly patch?: string;
}

/** A line of a log as it is shown. */
interface LogLine {
  readonly line: number;
  readonly excerpt: string;
}

/** A line that looks like an error and has no known cause. */
export type UnknownError = LogLine;

export interface Explanation {
  readonly bytes: number;
  readonly lines: number;
  /** The root cause first, then what follows from it. */
  readonly diagnoses: readonly Diagnosis[];
  readonly unknown: readonly UnknownError[];
  /** The fixes of all diagnoses as one unified diff of the build file; absent where there are none. */
  readonly patch?: string;
  /** How many lines of kinds that came very often were not looked at; absent for none. */
  readonly leftOut?: number;
  /** How many bytes were counted and not searched, for the work or the time that was allowed; absent for none. */
  readonly skimmedBytes?: number;
  /** Set when the log was still being written as the time was over: its end is not known. */
  readonly cutOff?: true;
  /** The log alone does not tell which of these causes is the root: their ids, the first diagnosis among them. Absent where it does. */
  readonly oneOf?: readonly string[];
}

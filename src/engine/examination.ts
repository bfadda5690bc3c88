import type { Finding } from '../diagnosis/finding.js';
import type { Domain, Facts } from '../facts/facts.js';
import type { Recommendation, Verdict } from '../ladder/verdict.js';
import type { Captures } from '../machine/capture.js';
import type { ProjectNeeds } from '../project/needs.js';
import type { OtherBuilder } from '../project/project.js';

/** A machine, read and judged: what `doctor` shows and every walk starts from. */
export interface Examination {
  readonly machine: {
    readonly target: string;
    readonly collectedAt: string;
    readonly collector: 'node' | 'sh' | 'snapshot';
    readonly durationMs: number;
  };
  readonly captures: Captures;
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly rungs: readonly Verdict[];
  readonly recommendation: Recommendation;
  /** What is built in the folder, and what it needs; null where it holds no project. */
  readonly project: ProjectNeeds | null;
  /** What the folder holds in its place: a project that no rung builds. */
  readonly otherProject?: OtherBuilder;
}

/** Facts as they come in, for a screen that shows the machine being probed live. */
export type ExamineEvent =
  | { readonly type: 'domain'; readonly domain: Domain; readonly facts: Partial<Facts> }
  | { readonly type: 'examined'; readonly examination: Examination };

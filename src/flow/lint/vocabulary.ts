import type { Forest } from '../schema.js';

/** The names that trees may use, taken from the code that gives them their meaning. */
export interface Vocabulary {
  readonly findings: ReadonlySet<string>;
  readonly causes: ReadonlySet<string>;
}

/** What lint checks a tree against. */
export interface LintContext {
  readonly forest: Forest;
  readonly vocabulary: Vocabulary;
}

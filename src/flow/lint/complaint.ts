import type { Tree } from '../schema.js';
import type { LintContext } from './vocabulary.js';

/** Something that makes a tree wrong: where (keys from the root of the document) and why. */
export interface Complaint {
  readonly path: readonly string[];
  readonly message: string;
}

/** A rule of lint: one idea, over one tree. Pure. */
export type LintRule = (tree: Tree, context: LintContext) => readonly Complaint[];

import type { NixBuild } from '../builds.js';
import type { TextEdit } from '../edits.js';
import type { NixNode } from '../syntax.js';
import type { Values } from '../values.js';

/** What is wrong at one place of a Nix file, and what to write instead. */
export interface NixFault {
  /** Id of a cause, or of a fault that only build files have. */
  readonly id: string;
  readonly node: NixNode;
  readonly title: string;
  readonly why: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  readonly confidence: number;
  /** The fix; empty where it needs more than this file shows. */
  readonly edits: readonly TextEdit[];
}

/** A file as rules see it. */
export interface NixFile {
  readonly text: string;
  readonly root: NixNode;
  readonly values: Values;
  readonly builds: readonly NixBuild[];
}

/** Finds the faults of one kind. */
export type Rule = (file: NixFile) => readonly NixFault[];

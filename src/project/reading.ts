import type { Build, Evidence, Language, Target } from './project.js';
import type { Request } from './request.js';

/** What the files of one build system say about a project. */
export interface ProjectReading {
  readonly build: Build;
  readonly evidence: Evidence[];
  /** Every place that asks for a library. */
  readonly requests: Request[];
  readonly targets: Target[];
  /** Libraries that it builds itself, as in -lNAME. */
  readonly own?: string[];
  /** Words by which configure leaves things out, as `--without-x`. */
  readonly switches?: string[];
  /** Where the build system does not say, the source files' names do. */
  readonly languages?: Language[];
}

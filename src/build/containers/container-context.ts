import type { ChosenEngine } from '../../rungs/choose-engine.js';
import type { RungOptions } from '../../rungs/options.js';
import type { BuildPaths } from '../plan.js';

/** What the steps of a build in a container hang on. */
export interface ContainerContext {
  readonly engine: ChosenEngine;
  readonly options: RungOptions;
  readonly place: BuildPaths;
  readonly platform: string | undefined;
  /** Version of buildx; null where it is not known. */
  readonly buildx: string | null;
  /** The folder here that the programs are brought to. */
  readonly output: string;
}

import type { PlannedStep } from '../plan.js';
import type { Ran } from '../processes/run-logged.js';

/** What bringing the sources of a library takes. */
export interface Errand {
  /** A private folder for all that is fetched. */
  readonly scratch: string;
  /** Folder of all libraries of this user, for what serves later errands. */
  readonly cache: string;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs a command within what is left of the time. */
  readonly run: (step: PlannedStep) => Promise<Ran>;
  /** Prints a sentence for the user; it must be safe to display. */
  readonly tell: (text: string) => void;
}

/** Sources that were fetched and unpacked. */
export interface Sources {
  readonly folder: string;
  readonly version: string;
  /** Where they came from, in words. */
  readonly origin: string;
}

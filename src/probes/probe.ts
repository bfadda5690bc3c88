import type { Domain, Facts } from '../facts/facts.js';
import type { CaptureKey, Captures } from '../machine/capture.js';

/** One domain of facts: what it reads, and a pure function from what was read to facts. */
export interface Probe<D extends Domain = Domain> {
  readonly domain: D;
  readonly reads: readonly CaptureKey[];
  /** Never throws, whatever the captures hold; what it cannot determine is null. */
  interpret(captures: Captures): Facts[D];
}

import type { Domain, Facts } from '../facts/facts.js';
import type { CaptureKey, Captures } from '../machine/capture.js';
import { probes } from './index.js';

/**
 * All facts that captures show; what was not captured is null or empty.
 * @param known domains that were interpreted from all that they read already
 */
export const interpret = (captures: Captures, known: Partial<Record<Domain, unknown>> = {}): Facts =>
  Object.fromEntries(probes.map((probe) => [probe.domain, known[probe.domain] ?? probe.interpret(captures)])) as Facts;

/** The keys that some domains read, each once. */
export const keysOf = (domains?: readonly Domain[]): CaptureKey[] => [
  ...new Set(probes.filter(({ domain }) => !domains || domains.includes(domain)).flatMap(({ reads }) => reads)),
];

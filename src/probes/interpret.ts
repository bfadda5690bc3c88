import type { Domain, Facts } from '../facts/facts.js';
import type { CaptureKey, Captures } from '../machine/capture.js';
import { probes } from './index.js';

/** All facts that captures show; what was not captured is null or empty. */
export const interpret = (captures: Captures): Facts =>
  Object.fromEntries(probes.map((probe) => [probe.domain, probe.interpret(captures)])) as Facts;

/** The keys that some domains read, each once. */
export const keysOf = (domains?: readonly Domain[]): CaptureKey[] => [
  ...new Set(probes.filter(({ domain }) => !domains || domains.includes(domain)).flatMap(({ reads }) => reads)),
];

import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { type Captures, unread } from '../machine/capture.js';
import { probes } from '../probes/index.js';

/**
 * The value of a fact at a path. Null is an answer (no limit, no such tool) where all that its domain is read from was
 * read; where something was not (a busy machine, a deadline) it is undefined: not known. Pure.
 */
export const knownFact = (facts: Facts, captures: Captures, path: string): unknown => {
  const value = factAt(facts, path) ?? null;
  if (value !== null) return value;
  const [domain] = path.split('.');
  const reads = probes.find((probe) => probe.domain === domain)?.reads ?? [];
  return unread(captures, ...reads) ? undefined : null;
};

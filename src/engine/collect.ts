import type { Domain, Facts } from '../facts/facts.js';
import type { Capture, CaptureKey, Captures } from '../machine/capture.js';
import { now } from '../machine/clock.js';
import type { Machine } from '../machine/machine.js';
import { mayRead, type Reach } from '../machine/reach.js';
import { probes } from '../probes/index.js';
import { interpret, keysOf } from '../probes/interpret.js';

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for everything; the machine's own default when not given. */
  readonly deadlineMs?: number;
  /** How many times its usual time the machine gets at least. */
  readonly patience?: number;
  /** Only these domains are read; facts of the others are unknown. */
  readonly domains?: readonly Domain[];
  /** Captures that no probe reads, but the caller needs. */
  readonly extraKeys?: readonly CaptureKey[];
  /** How far the reading may go; what lies beyond is a capture with error "skipped". Default: all. */
  readonly reach?: Reach;
  /** Called for each domain as soon as all that it reads is there. */
  readonly onDomain?: (domain: Domain, facts: Partial<Facts>) => void;
}

export interface Collected {
  readonly captures: Captures;
  readonly facts: Facts;
  readonly durationMs: number;
}

/**
 * Reads a machine and interprets what was read.
 * @throws {UserError} when the machine cannot be reached
 * @throws the signal's reason when it was aborted
 */
export const collect = async (machine: Machine, options: CollectOptions): Promise<Collected> => {
  const { signal, deadlineMs, patience, domains, extraKeys = [], reach = 'all', onDomain } = options;
  const limits = {
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(patience === undefined ? {} : { patience }),
  };
  const started = now();
  const captures: Record<string, Capture> = Object.create(null);
  const known: Partial<Record<Domain, unknown>> = {};
  const waiting = probes
    .filter(({ domain }) => !domains || domains.includes(domain))
    .map((probe) => ({ probe, missing: new Set<string>(probe.reads) }));
  const receive = (key: string, capture: Capture) => {
    captures[key] = capture;
    for (const { probe, missing } of waiting) {
      if (!missing.delete(key) || missing.size > 0) continue;
      known[probe.domain] = probe.interpret(captures);
      onDomain?.(probe.domain, { [probe.domain]: known[probe.domain] });
    }
  };
  const keys = [...keysOf(domains), ...extraKeys];
  const wanted = keys.filter((key) => mayRead(reach, key));
  for await (const [key, capture] of machine.read(wanted, { signal, ...limits })) receive(key, capture);
  for (const key of keys) if (!mayRead(reach, key)) receive(key, { ok: false, error: 'skipped' });
  signal.throwIfAborted();
  return { captures, facts: interpret(captures, known), durationMs: Math.round(now() - started) };
};

import { now } from '../clock.js';

/** A time limit that grows once the machine turns out to be slow. */
export interface GrowingDeadline {
  /** How many times the usual time each part gets, as far as the pace is known: no more than a limit that was set leaves. */
  readonly pace: () => number;
  /** Milliseconds from the beginning to the end, as it stands. */
  readonly limitMs: () => number;
  /** Takes a pace that was measured; one that is no greater than the last changes nothing. */
  readonly slowDown: (pace: number) => void;
  /** Stops the clock. */
  readonly close: () => void;
}

interface Limits {
  /** A limit that the user set, in milliseconds: it does not grow. */
  readonly deadlineMs: number | undefined;
  /** What the usual machine gets, in milliseconds. */
  readonly usualMs: number;
  /** The least pace. */
  readonly patience: number;
}

/** Starts the clock; `expire` is called at the end. */
export const growingDeadline = ({ deadlineMs, usualMs, patience }: Limits, expire: () => void): GrowingDeadline => {
  const started = now();
  let pace = patience;
  let closed = false;
  const limitMs = () => deadlineMs ?? usualMs * pace;
  const end = () => {
    closed = true;
    expire();
  };
  let timer = setTimeout(end, limitMs());
  const close = () => {
    closed = true;
    clearTimeout(timer);
  };
  const slowDown = (measured: number): void => {
    if (closed || measured <= pace) return;
    pace = measured;
    clearTimeout(timer);
    timer = setTimeout(end, Math.max(0, limitMs() - (now() - started)));
  };
  const most = deadlineMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, deadlineMs / usualMs);
  return { pace: () => Math.min(pace, most), limitMs, slowDown, close };
};

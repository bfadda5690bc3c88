import { setImmediate } from 'node:timers/promises';

/** Pieces of work between two looks at what else happened; each takes far less than a millisecond, but on a slow server. */
const pieces = 64;

/**
 * For long work in one go: to be awaited after each piece, it lets signals, timers and answers in after every 64.
 * @returns whether the work is to end, since the signal was aborted
 */
export const inTurns = (signal?: AbortSignal): (() => Promise<boolean>) => {
  let done = 0;
  return async () => {
    done += 1;
    if (done % pieces === 0) await setImmediate();
    return signal?.aborted ?? false;
  };
};

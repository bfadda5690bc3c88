import type { Readable } from 'node:stream';

/** How a wait for text is bounded and announced. */
export interface WaitOptions {
  /** Called once when nothing has come for a second, so that nobody wonders. */
  readonly onWait: () => void;
  /** Milliseconds after which nothing is expected any more; null: waits until the stream ends. */
  readonly limitMs: number | null;
  readonly signal: AbortSignal;
}

const announceMs = 1000;

/**
 * Waits for the first bytes of a pipe, and leaves them in it.
 * @returns true when there are any; false when the stream ended without, when the limit passed or the signal came
 */
export const hasPipedText = async (stream: Readable, { onWait, limitMs, signal }: WaitOptions): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (result: boolean) => {
      clearTimeout(announcement);
      clearTimeout(limit);
      stream.off('readable', onReadable).off('end', onEnd).off('error', onEnd);
      signal.removeEventListener('abort', onEnd);
      resolve(result);
    };
    const onEnd = () => finish(false);
    const onReadable = () => {
      const chunk: unknown = stream.read();
      if (chunk === null) return; // at the end of the stream, 'end' follows
      stream.unshift(chunk);
      finish(true);
    };
    const announcement = setTimeout(onWait, announceMs);
    const limit = limitMs === null ? undefined : setTimeout(onEnd, limitMs);
    signal.addEventListener('abort', onEnd, { once: true });
    stream.on('readable', onReadable).on('end', onEnd).on('error', onEnd);
  });

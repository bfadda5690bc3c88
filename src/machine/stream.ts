import type { Capture, CaptureKey } from './capture.js';
import { failed } from './read/errno.js';

type Pair = readonly [string, Capture];

/**
 * Reads all keys side by side and gives each capture as soon as it is there. What is not there at
 * the deadline becomes a capture with error "late": a file system that hangs holds up nothing.
 */
export async function* stream(
  keys: readonly CaptureKey[],
  read: (key: CaptureKey) => AsyncIterable<Pair>,
  deadline: AbortSignal,
): AsyncGenerator<Pair> {
  const open = new Set<string>(keys);
  const ready: Pair[] = [];
  let wake = () => {};
  const give = (pair: Pair) => {
    ready.push(pair);
    wake();
  };

  const expire = () => {
    // Readers hear of the deadline too; those that can tell more have this moment for it.
    setTimeout(() => {
      for (const key of open) give([key, failed('late')]);
      open.clear();
    }, 150);
  };
  if (deadline.aborted) expire();
  else deadline.addEventListener('abort', expire, { once: true });

  for (const key of new Set(keys)) {
    void (async () => {
      for await (const pair of read(key)) {
        if (open.has(key)) give(pair);
      }
    })()
      .catch((error: unknown) => open.has(key) && give([key, failed(error)]))
      .finally(() => {
        open.delete(key);
        wake();
      });
  }

  while (open.size > 0 || ready.length > 0) {
    const pair = ready.shift();
    if (pair) yield pair;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  deadline.removeEventListener('abort', expire);
}

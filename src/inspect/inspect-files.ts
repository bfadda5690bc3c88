import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { Artifact } from '../artifact/artifact.js';
import { inspectFileSync } from './inspect-file.js';
import { type Block, inspectBlocks, type Share, share } from './share.js';

/** A thread takes some 70 ms to start; that many files are inspected meanwhile. */
const worthAThread = 250;
const maxThreads = 4;

/**
 * Inspects files in the order of the list, a long one on several processors. Never throws for what is in a file or
 * cannot be read (see `inspectFile`), nor where the machine grants no thread: then it does everything itself.
 * @returns null when `signal` was aborted
 */
export const inspectFiles = async (paths: readonly string[], signal: AbortSignal): Promise<Artifact[] | null> => {
  const files = new Array<Artifact | undefined>(paths.length);
  const work = share(paths);
  const keep = (block: Block) => {
    for (const [index, file] of block.files.entries()) files[block.from + index] = file;
  };
  const helpers = Math.min(availableParallelism(), maxThreads, Math.floor(paths.length / worthAThread)) - 1;
  const threads = Array.from({ length: Math.max(helpers, 0) }, () => runThread(work, keep, signal));
  for (const block of inspectBlocks(work)) {
    keep(block);
    await turn();
    if (signal.aborted) return null;
  }
  await Promise.all(threads);
  if (signal.aborted) return null;
  // A hole is what a thread had taken that failed.
  return paths.map((path, index) => files[index] ?? inspectFileSync(path));
};

/** A thread that works on the share until nothing is left of it. */
const runThread = async (work: Share, keep: (block: Block) => void, signal: AbortSignal): Promise<void> => {
  try {
    const thread = new Worker(new URL('../inspect-worker.mjs', import.meta.url), { workerData: work, env: SHARE_ENV });
    signal.addEventListener('abort', () => thread.terminate(), { once: true });
    thread.on('message', keep);
    await once(thread, 'exit');
  } catch {
    // No thread can be started (a container's limit of processes), or its memory was too little: whoever waits for this does the rest.
  }
};

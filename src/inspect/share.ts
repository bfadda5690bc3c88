import type { Artifact } from '../artifact/artifact.js';
import { inspectFileSync } from './inspect-file.js';

/** A list of files that several threads work on. Each takes the next block when it has done one, so that none waits. */
export interface Share {
  readonly paths: readonly string[];
  /** In shared memory: the index of the first path that nobody has taken. */
  readonly next: Int32Array;
}

/** What one block held: `files[0]` is that of `paths[from]`. */
export interface Block {
  readonly from: number;
  readonly files: readonly Artifact[];
}

/** Small enough that the last one keeps no other thread waiting, large enough to be worth a message. */
const blockLength = 32;

export const share = (paths: readonly string[]): Share => ({ paths, next: new Int32Array(new SharedArrayBuffer(4)) });

/** Takes blocks and inspects them, until none is left. */
export function* inspectBlocks({ paths, next }: Share): Generator<Block> {
  for (;;) {
    const from = Atomics.add(next, 0, blockLength);
    if (from >= paths.length) return;
    yield { from, files: paths.slice(from, from + blockLength).map(inspectFileSync) };
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import type { Context } from './context.js';

/**
 * What the user gave to be read: a path of any kind of file, or `-` for standard input. It comes piece by piece.
 * @throws an AbortError at once when the signal comes, also while a pipe or a terminal is silent; the error of the file system
 */
export async function* openInput(path: string, context: Context): AsyncGenerator<Uint8Array | string> {
  const { stdin, signal } = context;
  if (path === '-') yield* addAbortSignal(signal, stdin);
  else if ((await stat(path)).isFile()) yield* createReadStream(path, { highWaterMark: 1024 * 1024, signal });
  else yield* readByAnother(path, context);
}

/**
 * A pipe, a terminal or a device, by another process, which can be ended: an open or a read that waits here could not
 * be. It gets the file by its descriptor, which may be one that this process alone has (`<(make)`, `/dev/stdin`).
 */
async function* readByAnother(path: string, { signal, env, cwd }: Context): AsyncGenerator<Uint8Array> {
  const { queryEnvironment } = await import('../machine/query-environment.js');
  if (signal.aborted) throw new DOMException('it was interrupted', 'AbortError');
  // Opened so that it does not wait for a writer; whoever reads opens it again, and waits.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  // `cat` is not to be found in the current folder.
  const reader = spawn('/bin/sh', ['-c', 'exec cat /dev/stdin'], {
    stdio: [file, 'pipe', 'ignore'],
    cwd: '/',
    env: { ...queryEnvironment(env, cwd) },
  });
  const ended = once(reader, 'close');
  ended.catch(() => {}); // reported below, where it is awaited
  try {
    yield* addAbortSignal(signal, reader.stdout as Readable);
    const [code] = await ended;
    if (code !== 0) throw new Error(`${path} could not be read to its end`);
  } finally {
    reader.kill();
    closeSync(file);
  }
}

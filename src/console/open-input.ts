import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { UserError } from '../errors.js';
import type { Context } from './context.js';

/**
 * What the user gave to be read: a path of any kind of file, or `-` for standard input. It comes piece by piece; the next may
 * take the place of the one before.
 * @throws an AbortError at once when the signal comes, also while a pipe or a terminal is silent; the error of the file system
 */
export async function* openInput(path: string, context: Context): AsyncGenerator<Uint8Array | string> {
  const { stdin, signal } = context;
  if (path === '-') yield* addAbortSignal(signal, stdin);
  else if (isStored(await stat(path))) yield* readStored(path, signal);
  else yield* readByAnother(path, context);
}

const pieceBytes = 1024 * 1024;

/** A file that is read at once, piece by piece in the same memory: new memory for each takes twice as long as to read it. */
async function* readStored(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const piece = new Uint8Array(pieceBytes);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Whether a file is read at once. One that says it is empty may be made by the kernel as it is read, which can wait (/proc/kmsg). */
export const isStored = (about: Stats): boolean => about.isFile() && about.size > 0;

/**
 * A pipe, a terminal or a device, by another process, which can be ended: an open or a read that waits here could not
 * be. That process opens it, too: once anybody has, a writer may come, write and go, before another open, which then
 * waits forever.
 */
async function* readByAnother(path: string, { signal, env, cwd }: Context): AsyncGenerator<Uint8Array> {
  const { queryEnvironment } = await import('../machine/query-environment.js');
  if (signal.aborted) throw new DOMException('it was interrupted', 'AbortError');
  const own = ownDescriptor(resolve(cwd, path));
  // `cat` is not to be found in the current folder.
  const reader = spawn('/bin/sh', ['-c', own === null ? 'exec cat <"$1"' : 'exec cat', 'sh', resolve(cwd, path)], {
    stdio: [own ?? 'ignore', 'pipe', 'ignore'],
    cwd: '/',
    env: { ...queryEnvironment(env, cwd) },
  });
  const ended = once(reader, 'close');
  ended.catch(() => {}); // told below, where it is waited for
  try {
    yield* addAbortSignal(signal, reader.stdout as Readable);
    const [code] = await ended;
    if (code !== 0) throw new UserError(`${path} could not be read to its end.`);
  } finally {
    reader.kill();
  }
}

/** Links that are followed at most, as the kernel does. */
const mostLinks = 40;

/** The descriptor of this process that a path stands for (`<(make)`, `/dev/stdin`), which no other process has; null where it is a file. */
const ownDescriptor = (path: string): number | null => {
  for (let at = path, links = 0; links < mostLinks; links += 1) {
    const found = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(at)?.[1];
    if (found !== undefined) return Number(found);
    try {
      at = resolve(dirname(at), readlinkSync(at));
    } catch {
      return null; // no link
    }
  }
  return null;
};

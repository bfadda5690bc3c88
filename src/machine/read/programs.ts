import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { FailedCapture, RunCapture } from '../capture.js';
import type { Environment } from '../expand.js';
import { failed } from './errno.js';

/** How long a program may take on a usual machine. */
const runTimeoutMs = 3000;
/** What is kept of each of its two streams. */
const maxOutputBytes = 64 * 1024;

/** Where programs run, and until when. */
export interface ExecContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** How many times the usual time programs get; absent: 1. */
  readonly pace?: () => number;
}

/** Milliseconds that a program which is started now may take. */
export const runLimitMs = ({ pace }: ExecContext): number => runTimeoutMs * (pace?.() ?? 1);

/** How a program ended. */
interface ProgramEnd {
  /** Null where a signal ended it, or it did not start. */
  readonly code: number | null;
  /** Why it did not start. */
  readonly error: Error | null;
}

/** A program that was started, or could not be: then it has no pid. */
export interface Program extends Pick<ChildProcess, 'pid' | 'stdin' | 'stdout' | 'stderr'> {
  /** Fulfilled once it ended and its streams are closed. Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /** Lets this process exit before it. */
  readonly unref: () => void;
}

/**
 * Starts a program in a process group of its own, so that it is killed with all its children. Its streams are for the
 * caller to read, and to return with release(). Not by execa, which takes a reading of a machine more to load than to use.
 */
export const startProgram = (
  path: string,
  args: readonly string[],
  { env, cwd }: ExecContext,
  stdin: 'ignore' | 'pipe',
): Program => {
  try {
    const child = spawn(path, args, { cwd, env, stdio: [stdin, 'pipe', 'pipe'], detached: true });
    const ended = new Promise<ProgramEnd>((resolve) => {
      child.on('error', (error) => resolve({ code: null, error }));
      child.on('close', (code) => resolve({ code, error: null }));
    });
    return {
      pid: child.pid,
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended,
      unref: () => child.unref(),
    };
  } catch (thrown) {
    // A word that no program can be given, or no memory for it.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return {
      pid: undefined,
      stdin: null,
      stdout: null,
      stderr: null,
      ended: Promise.resolve({ code: null, error }),
      unref: () => {},
    };
  }
};

/**
 * Kills the process group of what start() gave, and closes our ends of its pipes: a child that made a session of its own
 * can hold the other ends for ever, and each open end keeps this process from exiting.
 */
export const release = (child: Program): void => {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  child.unref();
};

/** What came from a stream, as far as it is kept. */
export interface Gathered {
  bytes: Buffer;
  /** More came than is kept. */
  flooded(): boolean;
  /** The text up to a byte, of what is kept. */
  text(end?: number): string;
}

/** Gathers a stream, up to so many bytes and one piece; `heard` is called after every piece. */
export const gather = (stream: Readable | null, heard: () => void, maxBytes = maxOutputBytes): Gathered => {
  const gathered: Gathered = {
    bytes: Buffer.alloc(0),
    flooded: () => gathered.bytes.length > maxBytes,
    text: (end = maxBytes) => gathered.bytes.toString('utf8', 0, Math.min(end, maxBytes)),
  };
  stream?.on('data', (data: Buffer) => {
    if (!gathered.flooded()) gathered.bytes = Buffer.concat([gathered.bytes, data]);
    heard();
  });
  return gathered;
};

/**
 * Runs a program without a shell, with nothing on standard input. One that takes too long, or does
 * not stop to print, is killed with its children; those that it leaves behind end with it.
 */
export const captureProgram = (
  path: string,
  args: readonly string[],
  place: ExecContext,
): Promise<RunCapture | FailedCapture> =>
  new Promise((resolve) => {
    const child = startProgram(path, args, place, 'ignore');
    const end = (capture: RunCapture | FailedCapture) => {
      clearTimeout(timer);
      place.signal.removeEventListener('abort', expire);
      release(child);
      resolve(capture);
    };
    const printed = () => ({ stdout: out.text(), stderr: err.text() });
    const heard = () => {
      if (out.flooded() || err.flooded()) end({ code: null, ...printed() });
    };
    const out = gather(child.stdout, heard);
    const err = gather(child.stderr, heard);
    const expire = () => end(failed('late'));
    const timer = setTimeout(() => end({ code: null, ...printed(), timedOut: true }), runLimitMs(place));
    place.signal.addEventListener('abort', expire, { once: true });
    void child.ended.then(({ code, error }) => end(error ? failed(error) : { code, ...printed() }));
  });

import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedCapture, RunCapture } from '../capture.js';
import type { Environment } from '../expand.js';
import { searchPath } from '../search-path.js';
import { failed } from './errno.js';

/** How long a program may take. */
const runTimeoutMs = 3000;
/** What is kept of each of its two streams. */
const maxOutputBytes = 64 * 1024;
/** After a kill, how long its pipes may stay open: a child that left the group can hold them. */
const killGraceMs = 100;

/** A folder of the search path that does not answer in this time holds no programs. */
const listingTimeoutMs = 500;

/** Finds programs as a shell would; every folder is listed once, since there are many names and few folders. */
export const programFinder = (env: Environment): ((name: string) => Promise<string | null>) => {
  const folders = searchPath(env).map((folder) => ({ folder, names: namesIn(folder) }));
  return async (name) => {
    for (const { folder, names } of folders) {
      const known = await names;
      if (known && !known.has(name)) continue;
      const path = join(folder, name);
      if (await isProgram(path)) return path;
    }
    return null;
  };
};

/** The names in a folder; null where it may be searched but not listed. */
const namesIn = async (folder: string): Promise<ReadonlySet<string> | null> => {
  const late = new Promise<readonly string[]>((resolve) => setTimeout(resolve, listingTimeoutMs, []).unref());
  try {
    return new Set(await Promise.race([readdir(folder), late]));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? null : new Set();
  }
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // no such file, or not to be run by this user
  }
};

/**
 * Runs a program without a shell, in a process group of its own that is killed as a whole, with
 * nothing on standard input and messages in English.
 */
export const runProgram = async (
  path: string,
  args: readonly string[],
  options: { readonly env: Environment; readonly cwd: string; readonly signal: AbortSignal },
): Promise<RunCapture | FailedCapture> => {
  const { execa } = await import('execa');
  if (options.signal.aborted) return failed('timeout');
  const child = execa(path, args, {
    cwd: options.cwd,
    env: { ...options.env, LC_ALL: 'C' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    // A group of its own: a program's children must not outlive it.
    detached: true,
    cleanup: false,
    maxBuffer: maxOutputBytes,
    stripFinalNewline: false,
  });
  let timedOut = false;
  let giveUp = (_: RunCapture) => {};
  const killed = new Promise<RunCapture>((resolve) => {
    giveUp = resolve;
  });
  const kill = () => {
    timedOut = true;
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
    setTimeout(() => giveUp({ code: null, stdout: '', stderr: '', timedOut: true }), killGraceMs).unref();
  };
  const timer = setTimeout(kill, runTimeoutMs);
  options.signal.addEventListener('abort', kill, { once: true });
  const ended = child.then((result): RunCapture | FailedCapture => {
    if (child.pid === undefined) return failed(result);
    const { exitCode, stdout, stderr } = result;
    return { code: exitCode ?? null, stdout, stderr, ...(timedOut && { timedOut: true }) };
  });
  try {
    return await Promise.race([killed, ended]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', kill);
  }
};

import { execa } from 'execa';
import { endMarked } from './marked-processes.js';
import { guardGroup, signalGroup } from './process-group.js';

export interface GroupOptions {
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Bytes of each output that it may write; beyond that it is ended. */
  readonly maxOutput: number;
  /** latin1: a character for each byte, whatever it is. */
  readonly encoding?: 'utf8' | 'latin1';
  /** By what that leaves its group is found and ended: NAME=VALUE in its environment, or its program in a folder. */
  readonly left?: { readonly mark: string; readonly folder: string };
}

/** How a command ended. */
export interface GroupRun {
  /** Null where a signal ended it or it never ran. */
  readonly code: number | null;
  readonly endedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  /** Whether it was ended because it wrote too much. */
  readonly flooded: boolean;
  /** errno name when the command itself could not be started. */
  readonly error: string | null;
}

/** How long the outputs may stay open once the command is over and what it left was ended. */
const closeMs = 5000;

/**
 * Runs a command in a process group of its own, with standard input closed and its outputs in memory, and ends with it
 * what it left behind. For short commands; see `runLogged` for builds.
 */
export const runInGroup = async (
  [file = '', ...args]: readonly string[],
  { cwd, env, signal, timeoutMs, maxOutput, encoding = 'utf8', left }: GroupOptions,
): Promise<GroupRun> => {
  const nothing = { code: null, endedBy: null, stdout: '', stderr: '', timedOut: false, flooded: false, error: null };
  if (signal.aborted) return { ...nothing, cancelled: true };
  const child = execa(file, args, {
    cwd,
    env,
    extendEnv: false,
    detached: true,
    reject: false,
    stdin: 'ignore',
    maxBuffer: maxOutput,
    encoding,
    stripFinalNewline: false,
  });
  const { pid } = child;
  const unguard = pid === undefined ? () => {} : guardGroup(pid);
  // What it left may hold its outputs open, in its group or in a session of its own.
  let closing: NodeJS.Timeout | undefined;
  let giveUp = () => {};
  const givenUp = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });
  const end = () => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    if (left !== undefined) void endMarked(left.mark, left.folder);
    closing ??= setTimeout(giveUp, closeMs);
  };
  child.once('exit', end);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const ended = await Promise.race([child, givenUp]);
    if (ended === null) {
      child.stdout?.destroy();
      child.stderr?.destroy();
      return {
        ...nothing,
        timedOut,
        cancelled: signal.aborted,
        error: 'a process that it left behind is still running',
      };
    }
    const { exitCode, signal: endedBy, stdout, stderr, code, isMaxBuffer } = ended;
    return {
      code: exitCode ?? null,
      endedBy: endedBy ?? null,
      stdout,
      stderr,
      timedOut,
      flooded: isMaxBuffer,
      cancelled: signal.aborted,
      error: pid === undefined ? (code ?? 'unknown') : null,
    };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    if (left !== undefined) await endMarked(left.mark, left.folder);
    clearTimeout(closing);
    unguard();
  }
};

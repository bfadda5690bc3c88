import { execa } from 'execa';
import { guardGroup, signalGroup } from './process-group.js';

export interface GroupOptions {
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Characters of each output that it may write; beyond that it is ended. */
  readonly maxOutput: number;
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

/**
 * Runs a command in a process group of its own, with standard input closed and its outputs in memory, and ends the
 * whole group with it. For short commands; see `runLogged` for builds.
 */
export const runInGroup = async (
  [file = '', ...args]: readonly string[],
  { cwd, env, signal, timeoutMs, maxOutput }: GroupOptions,
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
    stripFinalNewline: false,
  });
  const { pid } = child;
  const unguard = pid === undefined ? () => {} : guardGroup(pid);
  const end = () => void (pid !== undefined && signalGroup(pid, 'SIGKILL'));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal.addEventListener('abort', end, { once: true });
  try {
    const { exitCode, signal: endedBy, stdout, stderr, code, isMaxBuffer } = await child;
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
    end();
    unguard();
  }
};

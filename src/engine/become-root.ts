import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { SignalOthers } from '../build/processes/run-logged.js';
import type { Elevation } from '../text/as-run.js';

/** Gives this terminal to what `work` starts until it is over; `say` prints on it meanwhile. */
export type LendTerminal = <T>(work: (say: (text: string) => void) => Promise<T>) => Promise<T>;

/** Whether this user may do what needs root, asked of the tool that decides. */
export interface RootAccess {
  readonly allowed: boolean;
  /** Whether a password is asked for, so that the commands need the terminal, too. */
  readonly onTerminal: boolean;
  /** Why not, in one sentence. */
  readonly reason: string;
}

export type BecomeRoot = (signal: AbortSignal) => Promise<RootAccess>;

/** What asks whether this user is allowed, without a question and with one. */
const asks: Readonly<Record<Elevation, { readonly quietly: readonly string[]; readonly openly: readonly string[] }>> = {
  sudo: { quietly: ['-n', '-v'], openly: ['-v'] },
  doas: { quietly: ['-n', 'true'], openly: ['true'] },
};

/** A tool that asks nobody answers at once; one that waits for a server of accounts may take seconds. */
const quietMs = 15_000;
/** How long one may take to end once that was asked of it. */
const graceMs = 2000;

interface Elevating {
  readonly elevation: Elevation;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null where there is no terminal. */
  readonly lend: LendTerminal | null;
}

/**
 * Asks sudo or doas whether this user may become root, with the question of its own on the user's terminal where it
 * has one. Nothing of what is typed there is read here. Only called after the user said yes to a fix: a refusal is logged by the system.
 */
export const becomeRoot =
  ({ elevation, env, lend }: Elevating): BecomeRoot =>
  async (signal) => {
    const { quietly, openly } = asks[elevation];
    // In a session of its own, as its commands will be: a permission for this terminal does not count there.
    const quiet = await ended(
      execa(elevation, quietly, { ...inherited(env), detached: true, stdio: 'ignore', cancelSignal: signal }),
      signal,
      quietMs,
    );
    if (quiet.exitCode === 0) return { allowed: true, onTerminal: false, reason: '' };
    if (quiet.code === 'ENOENT') return refused(`${elevation} is not installed, or not on the PATH.`);
    if (signal.aborted) return refused('it was cancelled.');
    if (quiet === stillRuns) return refused(`${elevation} did not answer within ${quietMs / 1000} s.`);
    if (lend === null) return refused(`${elevation} asks for a password, and there is no terminal to ask on.`);
    const asked = await lend((say) => {
      say(`\n${elevation} checks whether you may become root; your password goes to ${elevation} only.\n`);
      return ended(execa(elevation, openly, { ...inherited(env), stdio: 'inherit', cancelSignal: signal }), signal);
    });
    if (asked.exitCode === 0) return { allowed: true, onTerminal: true, reason: '' };
    return refused(`${elevation} did not let you become root (exit code ${asked.exitCode ?? 'none'}).`);
  };

const refused = (why: string): RootAccess => ({ allowed: false, onTerminal: false, reason: `Nothing was run: ${why}` });

const inherited = (env: Elevating['env']) => ({ env, extendEnv: false, cwd: '/', reject: false }) as const;

/** Signals what runs as root by the same tool, which asks nothing: it was asked before. */
export const signalAsRoot =
  ({ elevation, env }: Pick<Elevating, 'elevation' | 'env'>): SignalOthers =>
  async (pids, signal) => {
    // In this session, where a permission that was given on this terminal holds.
    const kill = execa(elevation, ['-n', 'kill', '-s', signal, ...pids.map(String)], {
      ...inherited(env),
      stdio: 'ignore',
    });
    await ended(kill, new AbortController().signal, quietMs);
  };

interface Ended {
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
}

type Process = Promise<Ended> & { readonly unref: () => void };

/** Said of a process that was not over when it was waited for no longer. */
const stillRuns: Ended = {};

/**
 * Waits for sudo or doas, but not for one that hangs: both run as root, so that this user cannot end them.
 * @param ms time to wait; without end when absent, until shortly after the signal
 */
const ended = async (process: Process, signal: AbortSignal, ms?: number): Promise<Ended> => {
  const over = new AbortController();
  const wait = (time: number) => delay(time, stillRuns, { signal: over.signal });
  const cancelled = async () => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal });
    return wait(graceMs);
  };
  try {
    return await Promise.race([process, cancelled(), ...(ms === undefined ? [] : [wait(ms)])]);
  } finally {
    over.abort();
    process.unref();
  }
};

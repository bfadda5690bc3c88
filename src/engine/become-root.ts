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
    const quiet = await execa(elevation, quietly, {
      ...inherited(env),
      detached: true,
      stdio: 'ignore',
      timeout: quietMs,
      cancelSignal: signal,
    });
    if (quiet.exitCode === 0) return { allowed: true, onTerminal: false, reason: '' };
    if (quiet.code === 'ENOENT') return refused(`${elevation} is not installed, or not on the PATH.`);
    if (signal.aborted) return refused('it was cancelled.');
    if (lend === null) return refused(`${elevation} asks for a password, and there is no terminal to ask on.`);
    const asked = await lend((say) => {
      say(`\n${elevation} asks whether you may become root; the password goes to ${elevation} alone.\n`);
      return execa(elevation, openly, { ...inherited(env), stdio: 'inherit', cancelSignal: signal });
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
    await execa(elevation, ['-n', 'kill', '-s', signal, ...pids.map(String)], {
      ...inherited(env),
      stdio: 'ignore',
      timeout: quietMs,
    });
  };

import { closeSync, constants, fstatSync, ftruncateSync, openSync, unlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { type LineDecoder, LogFollower } from '../log/log-follower.js';
import { beyondReach, descendantsOf, Family, reachable, type Started } from './descendants.js';
import { maskerFor, maskLog, secretsOf } from './mask-log.js';
import { PeakMemory } from './peak-memory.js';
import { groupRuns, guardGroup, signalGroup } from './process-group.js';

export interface RunLoggedOptions {
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** File that all output is appended to, as it comes; made with mode 0600 where it is missing. */
  readonly logFile: string;
  /** New lines, harmless and bounded, at most some twenty times a second; `dropped` more are only in the log. */
  readonly onLines?: (lines: readonly string[], dropped: number) => void;
  /** For a tool that writes a log format of its own: the log gets what this makes of each line. */
  readonly decode?: LineDecoder;
  /** Signals processes of the command that this user may not signal, such as what sudo started. */
  readonly signalOthers?: SignalOthers;
  /**
   * The command gets this terminal: its input, and the keys that end and stop a job. Nobody else may read or draw
   * meanwhile. Its output still goes to the log.
   */
  readonly onTerminal?: true;
}

/** Signals processes by another user's rights. */
export type SignalOthers = (pids: readonly number[], signal: 'TERM' | 'KILL') => Promise<void>;

export interface Ran {
  /** Exit code; null when a signal ended it or it never ran. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  /** True when it was ended because its output grew beyond all bounds. */
  readonly flooded: boolean;
  /** errno name when it could not be started (ENOENT, EACCES, ENOEXEC, E2BIG, ...). */
  readonly error: string | null;
  /** The most memory that it and its children were seen to hold, in bytes; null when unknown. See peak-memory.ts. */
  readonly peakBytes: number | null;
  /** The newest output, at most 256 KiB. */
  readonly tail: string;
  readonly durationMs: number;
}

/** How often new output is looked at. */
const turnMs = 50;
/** How long a group may take to end by itself after SIGTERM. */
const graceMs = 2000;
/** More than any build says, and little enough to be masked and explained in seconds. */
export const maxLogBytes = 512 * 1024 ** 2;

/**
 * Runs an external command to its end, in a process group of its own, with standard input closed
 * and both outputs in the log file, in the order in which they were written. Time-out and cancel
 * end the whole group, first SIGTERM, then SIGKILL. Never throws for what the command does.
 */
export const runLogged = async (argv: readonly string[], options: RunLoggedOptions): Promise<Ran> => {
  const started = performance.now();
  const log = openSync(options.logFile, 'a+', 0o600);
  const before = fstatSync(log).size;
  const output = options.decode ? openUnlinked(`${options.logFile}.raw`) : log;
  const secret = { ...options.env, '': argv.join(' ') };
  try {
    const follower = new LogFollower({
      file: output,
      offset: fstatSync(output).size,
      mask: maskerFor(secret),
      ...(options.decode ? { decode: options.decode, log } : {}),
      onLines: options.onLines ?? (() => {}),
    });
    const outcome = options.signal.aborted ? cancelledBefore : await run(argv, options, output, follower);
    // Until it was noticed and ended, it wrote on.
    if (outcome.flooded) ftruncateSync(output, maxLogBytes);
    while (follower.turn(true)) await delay(0);
    return { ...outcome, tail: follower.tail, durationMs: performance.now() - started };
  } finally {
    if (output !== log) closeSync(output);
    closeSync(log);
    await maskLog(options.logFile, before, secretsOf(secret));
  }
};

type Outcome = Omit<Ran, 'tail' | 'durationMs'>;

const cancelledBefore: Outcome = {
  code: null,
  signal: null,
  timedOut: false,
  cancelled: true,
  flooded: false,
  error: null,
  peakBytes: null,
};

/** Result of a command that still runs. */
const neverEnded: { readonly exitCode?: number; readonly signal?: NodeJS.Signals } = {};

/** A file that vanishes with its descriptor. */
const openUnlinked = (path: string): number => {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND | constants.O_NOFOLLOW;
  const file = openSync(path, flags, 0o600);
  unlinkSync(path);
  return file;
};

const run = async (
  argv: readonly string[],
  options: RunLoggedOptions,
  output: number,
  follower: LogFollower,
): Promise<Outcome> => {
  const [program = '', ...args] = argv;
  // execa's own time-out and cancel signal the direct child alone, so both are done here.
  const child = execa(program, args, {
    cwd: options.cwd,
    env: definedOnly(options.env),
    extendEnv: false,
    detached: !options.onTerminal,
    cleanup: false,
    stdin: options.onTerminal ? 'inherit' : 'ignore',
    // Any descriptor will do; execa's types name only the lowest.
    stdout: output as 3,
    stderr: output as 3,
    buffer: false,
    reject: false,
  });
  const { pid } = child;
  // On the terminal it is of the group of this very process, as the terminal asks.
  const leader = options.onTerminal ? undefined : pid;
  const release = leader === undefined ? () => {} : guardGroup(leader);
  // What nobody may end (sudo that hangs), or nothing can (a file system that is gone), is not waited for.
  let giveUp = () => {};
  const givenUp = new Promise<typeof neverEnded>((resolve) => {
    giveUp = () => resolve(neverEnded);
  });
  let ended: 'timeout' | 'cancel' | 'flood' | null = null;
  let ending: Promise<void> | undefined;
  const end = (why: NonNullable<typeof ended>): void => {
    if (ended || pid === undefined) return;
    ended = why;
    ending = endAll(pid, why === 'flood' ? 0 : graceMs);
    void ending.then(() => setTimeout(giveUp, graceMs).unref());
  };
  const endAll = async (first: number, grace: number): Promise<void> => {
    const all = options.signalOthers ? descendantsOf(first) : [];
    if (leader === undefined) await endEach(all, grace);
    else await endGroup(leader, grace);
    if (options.signalOthers) await endOthers(all, options.signalOthers);
  };
  const onAbort = () => end('cancel');
  options.signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => end('timeout'), Math.min(options.timeoutMs, 2 ** 31 - 1));
  const memory = pid === undefined ? null : new PeakMemory(pid);
  // Short commands are looked at early, long ones a few times a second.
  const early = [5, 15, 30].map((ms) => setTimeout(() => memory?.look(), ms));
  let turn = 0;
  const turns = setInterval(() => {
    follower.turn();
    if (turn % 4 === 0) memory?.look();
    turn += 1;
    if (follower.size > maxLogBytes) end('flood');
  }, turnMs);
  try {
    const result = await Promise.race([child, givenUp]);
    if (result === neverEnded) child.unref();
    // It may be over before all that it started is.
    await ending;
    // What the command left behind in its group (a compiler server, a watcher) ends with it.
    if (leader !== undefined) await endGroup(leader);
    return {
      code: result.exitCode ?? null,
      signal: (result.signal as NodeJS.Signals | undefined) ?? null,
      timedOut: ended === 'timeout',
      cancelled: ended === 'cancel',
      flooded: ended === 'flood',
      peakBytes: memory?.peakBytes ?? null,
      error: pid === undefined ? ((result as { code?: string }).code ?? 'unknown') : null,
    };
  } finally {
    clearTimeout(timer);
    clearInterval(turns);
    for (const look of early) clearTimeout(look);
    options.signal.removeEventListener('abort', onAbort);
    release();
  }
};

/** Ends a group: SIGTERM (and SIGCONT, in case it was stopped), a grace, SIGKILL. Resolves when nothing is left. */
const endGroup = async (leader: number, grace = graceMs): Promise<void> => {
  if (!groupRuns(leader)) return;
  signalGroup(leader, 'SIGTERM');
  signalGroup(leader, 'SIGCONT');
  const deadline = performance.now() + grace;
  while (performance.now() < deadline) {
    await delay(15);
    if (!groupRuns(leader)) return;
  }
  signalGroup(leader, 'SIGKILL');
};

/** Ends processes one by one, as `endGroup` does. */
const endEach = async (processes: readonly Started[], grace: number): Promise<void> => {
  const signalEach = (signal: NodeJS.Signals) =>
    reachable(processes).filter(({ pid }) => {
      try {
        return process.kill(pid, signal);
      } catch {
        return false; // it has just ended
      }
    }).length;
  if (signalEach('SIGTERM') === 0) return;
  const deadline = performance.now() + grace;
  while (performance.now() < deadline && reachable(processes).length > 0) await delay(15);
  signalEach('SIGKILL');
};

/**
 * Ends those that this user may not signal, with what they start meanwhile. What still runs after it is beyond all reach.
 */
const endOthers = async (processes: readonly Started[], signalOthers: SignalOthers): Promise<void> => {
  const family = new Family(processes);
  const left = () => beyondReach(family.look()).map(({ pid }) => pid);
  for (const signal of ['TERM', 'KILL', 'KILL'] as const) {
    const pids = left();
    if (pids.length === 0) return;
    await signalOthers(pids, signal);
    const deadline = performance.now() + graceMs;
    while (performance.now() < deadline && left().length > 0) await delay(15);
  }
};

const definedOnly = (env: RunLoggedOptions['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));

import { UserError } from '../errors.js';
import { shellQuote } from '../text/shell-quote.js';
import type { Environment } from './expand.js';
import type { Machine, Snapshot } from './machine.js';
import { collectorScript, patienceOf } from './script.js';
import { parseSnapshot, snapshotMachine } from './snapshot.js';
import type { Transport } from './transport.js';

const maxOutputBytes = 16 * 1024 * 1024;
/** Reaching a machine takes longer than reading this one. */
const patienceMs = 10_000;

/** A machine that is read by the shell collector over a command that gives a shell there. */
export const remoteMachine = (
  target: string,
  transport: Transport,
  options: { readonly env: Environment; readonly cwd: string },
): Machine => ({
  target,
  collector: 'sh',
  read: async function* (keys, { signal, deadlineMs }) {
    const script = collectorScript(keys, patienceOf(deadlineMs));
    const snapshot = await runCollector(target, transport, script, {
      ...options,
      signal,
      timeoutMs: Math.max(deadlineMs, patienceMs),
    });
    yield* snapshotMachine(target, snapshot).read(keys, { signal, deadlineMs });
  },
});

interface RunOptions {
  readonly env: Environment;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Sends the script, takes the snapshot that it prints.
 * @throws {UserError} when the command fails, takes too long, or prints something else
 */
const runCollector = async (
  target: string,
  transport: Transport,
  script: string,
  options: RunOptions,
): Promise<Snapshot> => {
  const { execa } = await import('execa');
  const child = execa(transport.command, transport.args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    input: script,
    reject: false,
    detached: true,
    cleanup: false,
    maxBuffer: maxOutputBytes,
  });
  let timedOut = false;
  const kill = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, options.timeoutMs);
  options.signal.addEventListener('abort', kill, { once: true });
  try {
    const { exitCode, stdout, stderr, originalMessage } = await child;
    options.signal.throwIfAborted();
    const start = stdout.indexOf('{"schema":');
    // The collector ends with 0; what a login prints before or a lost connection leaves behind is not it.
    if (start >= 0 && !timedOut) return parseSnapshot(stdout.slice(start), `What ${target} answered`);
    throw unreachable(target, transport, [
      timedOut ? `no answer within ${options.timeoutMs / 1000} s` : ended(exitCode, originalMessage),
      ...[...stderr.trim().split('\n'), ...stdout.trim().split('\n')].filter(Boolean).slice(-5),
    ]);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', kill);
  }
};

const ended = (code: number | undefined, reason: string | undefined): string =>
  code === undefined ? (reason ?? 'it was ended by a signal') : `it ended with ${code}, without an answer`;

const unreachable = (target: string, transport: Transport, evidence: readonly string[]): UserError =>
  new UserError(
    `${target} cannot be read.`,
    [`tried: ${shellQuote([transport.command, ...transport.args])}`, ...evidence],
    [
      ...transport.advice,
      'Where only a shell by hand is possible, run this script there with sh, and read its output by --on snapshot:FILE: musl-wizard snapshot --script >collect.sh',
    ],
  );

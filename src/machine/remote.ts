import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { answerIn, isComplete, partialAnswer } from './answer.js';
import type { Capture, CaptureKey } from './capture.js';
import type { Machine, MachineOptions, ReadOptions, Snapshot } from './machine.js';
import { announcedPace, mostPace, withoutAnnouncement } from './pace.js';
import { queryEnvironment, queryFolder } from './query-environment.js';
import { failed } from './read/errno.js';
import { growingDeadline } from './read/growing-deadline.js';
import { type Gathered, gather, release, startProgram } from './read/programs.js';
import { collectorScript, patienceOf } from './script.js';
import { parseSnapshot, snapshotMachine } from './snapshot.js';
import type { Transport } from './transport.js';

/** What is kept of what a target prints. */
const maxOutputBytes = 4 * 1024 * 1024;
/** What is kept of its messages, and shown of either stream where there is no answer. */
const maxMessageBytes = 4096;
/** How long a transport may take to end by itself once it has brought the whole answer. */
const lingerMs = 250;

/** A machine that is read by the shell collector over a command that gives a shell there. */
export const remoteMachine = (target: string, transport: Transport, options: MachineOptions): Machine => ({
  target,
  collector: 'sh',
  read: async function* (keys, readOptions) {
    const { deadlineMs, patience = 1 } = readOptions;
    const pace = Math.max(patience, options.patience ?? 1);
    const script = collectorScript(keys, {
      patience: Math.round(patienceOf(deadlineMs ?? usualDeadlineMs) * (deadlineMs === undefined ? pace : 1)),
      // Nobody waits for a slow machine beyond a limit that was set.
      mostPace: deadlineMs === undefined ? mostPace : 1,
    });
    const { snapshot, complete } = await runCollector(target, transport, script, options, readOptions, pace);
    const known = snapshotMachine(target, snapshot);
    for await (const [key, capture] of known.read(keys, readOptions)) {
      yield [key, complete ? capture : lateFor(capture)] as readonly [CaptureKey, Capture];
    }
  },
});

/** What reading a machine usually may take: reaching it takes longer than reading this one. */
const usualDeadlineMs = 10_000;

/** What a partial answer does not have was not read in time. */
const lateFor = (capture: Capture): Capture =>
  'error' in capture && capture.error === 'missing' ? failed('late') : capture;

interface Answer {
  readonly snapshot: Snapshot;
  /** False where the deadline came before the end of the answer. */
  readonly complete: boolean;
}

/**
 * Sends the script, and takes the snapshot that it prints as soon as it is whole: what the transport still does then is
 * ended, and what it leaves behind is not waited for. At the deadline, takes what there is of it.
 * @throws {UserError} when the command fails, takes too long, or prints something else
 */
const runCollector = async (
  target: string,
  transport: Transport,
  script: string,
  { env, cwd }: MachineOptions,
  { signal, deadlineMs }: ReadOptions,
  patience: number,
): Promise<Answer> => {
  // A command of the user's own means the folder and the environment in which it was typed.
  const place = transport.ownCommand ? { env, cwd } : { env: queryEnvironment(env, cwd), cwd: queryFolder };
  const child = startProgram(transport.command, transport.args, { ...place, signal }, 'pipe');
  let expire = () => {};
  const deadline = growingDeadline({ deadlineMs, usualMs: usualDeadlineMs, patience }, () => expire());
  let abort = () => {};
  try {
    const ended = child.ended.then(({ code, error }) => endOf(code ?? undefined, error?.message));
    const stopped = new Promise<Stop>((resolve) => {
      expire = () => resolve('deadline');
      abort = () => resolve('abort');
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    });
    let heard = () => {};
    const heardAll = new Promise<Stop>((resolve) => {
      heard = () => {
        if (out.flooded()) resolve('flood');
        else if (isComplete(out.bytes)) resolve('answer');
      };
    });
    const out = gather(child.stdout, () => heard(), maxOutputBytes);
    const err = gather(child.stderr, () => deadline.slowDown(announcedPace(err.text())), maxMessageBytes);
    child.stdin?.on('error', () => {}); // reported by how it ended
    child.stdin?.end(script);

    const why = await Promise.race([heardAll, stopped, ended]);
    signal.throwIfAborted();
    const printed = withoutAnnouncement(out.text());
    const answer = why === 'deadline' ? partialAnswer(printed) : why === 'flood' ? null : answerIn(printed);
    if (answer !== null) {
      const snapshot = parseSnapshot(answer, `What ${target} answered`);
      if (why === 'answer') await Promise.race([ended, stopped, delay(lingerMs)]);
      return { snapshot, complete: why !== 'deadline' };
    }
    throw unreachable(target, transport, [
      why === 'deadline' ? `no answer within ${deadline.limitMs() / 1000} s` : why === 'flood' ? flooded : why,
      ...[...lastLines(err), ...lastLines(out)].slice(-5),
    ]);
  } finally {
    deadline.close();
    signal.removeEventListener('abort', abort);
    release(child);
  }
};

/** Why the reading of a target stopped, where its command did not end by itself. */
type Stop = 'answer' | 'deadline' | 'flood' | 'abort';

const flooded = `it printed more than ${maxOutputBytes / 1024 ** 2} MiB, without an answer`;

/** The last lines of what came, each harmless and short. */
const lastLines = (stream: Gathered): string[] =>
  stream
    .text()
    .slice(-maxMessageBytes)
    .split('\n')
    .map((line) => sanitizeLine(line.trim()))
    .filter(Boolean)
    .slice(-5);

const endOf = (code: number | undefined, reason: string | undefined): string =>
  code === undefined ? (reason ?? 'it was killed by a signal') : `it exited with ${code}, without an answer`;

const unreachable = (target: string, transport: Transport, evidence: readonly string[]): UserError =>
  new UserError(
    `${target} cannot be read.`,
    [`tried: ${shellQuote([transport.command, ...transport.args])}`, ...evidence],
    [
      ...transport.advice,
      'If you have only an interactive shell there, run this script with sh and use its output with --on snapshot:FILE: musl-wizard snapshot --script >collect.sh',
    ],
  );

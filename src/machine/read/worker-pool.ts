import { availableParallelism } from 'node:os';
import type { Capture } from '../capture.js';
import { now } from '../clock.js';
import { paceOf } from '../pace.js';
import { type ReadCgroup, taskRoom } from '../task-room.js';
import { failed } from './errno.js';
import { type ExecContext, release, startProgram } from './programs.js';
import { openShellWorker, type ShellWorker } from './shell-worker.js';

/** Workers where nothing forbids it. */
const maxWorkers = 16;
/** At first: programs wait now and then for a disk or a daemon, and others can have the processor; each worker costs, too. */
const usual = availableParallelism() + 2;
/** What a program of the list takes in tasks: Go programs start about ten threads. */
const tasksPerProgram = 12;
/** Where no program ended for so long, they wait for something else than a processor: one more worker. */
const patienceMs = 200;

interface Job {
  /** Starts it in a worker, or as it sees fit. */
  readonly start: (worker: () => ShellWorker) => Promise<Capture>;
  readonly done: (capture: Capture) => void;
}

/** How much time this machine needs, by what it takes to start a shell that does nothing. */
const measurePace = async (place: ExecContext): Promise<number> => {
  const started = now();
  const child = startProgram('/bin/sh', ['-c', ':'], place, 'ignore');
  const end = () => release(child);
  place.signal.addEventListener('abort', end, { once: true });
  await child.ended;
  place.signal.removeEventListener('abort', end);
  return paceOf('shell', now() - started);
};

/**
 * Lets programs run side by side, first come first served: as many as the processors bear, more
 * when those that run only wait, none at all where there is hardly any room for tasks. When the
 * signal is aborted, those that did not begin are captures with error "late".
 * @param measured called once with the pace of this machine, while the first programs run
 */
export const workerPool = (
  place: ExecContext,
  readCgroup: ReadCgroup,
  measured: (pace: number) => void,
): ((start: Job['start']) => Promise<Capture>) => {
  const { signal } = place;
  const waiting: Job[] = [];
  let open = 0;
  let ended = 0;
  let watch: NodeJS.Timeout | null = null;

  const work = async (): Promise<void> => {
    open += 1;
    let worker: ShellWorker | null = null;
    const current = (): ShellWorker => {
      if (!worker?.alive()) worker = openShellWorker(place);
      return worker;
    };
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      job.done(signal.aborted ? failed('late') : await job.start(current).catch(failed));
      ended += 1;
    }
    (worker as ShellWorker | null)?.close();
    open -= 1;
  };

  const fill = (most: number): void => {
    while (waiting.length > 0 && open < Math.min(most, usual)) void work();
    if (waiting.length === 0 || watch) return;
    let before = ended;
    watch = setInterval(() => {
      if (waiting.length > 0 && ended === before && open < most) void work();
      before = ended;
    }, patienceMs).unref();
  };

  const flush = (): void => {
    if (watch) clearInterval(watch);
    for (const job of waiting.splice(0)) job.done(failed('late'));
  };
  signal.addEventListener('abort', flush, { once: true });

  const mostNow = (): number => {
    const tasks = taskRoom(readCgroup);
    return tasks === null ? maxWorkers : Math.min(maxWorkers, Math.floor((tasks - 2) / tasksPerProgram));
  };
  let most: number | null = null;

  return async (start) => {
    const first = most === null;
    most ??= mostNow();
    if (most < 1) return failed('skipped');
    if (first) void measurePace(place).then(measured);
    if (signal.aborted) return failed('late');
    const limit = most;
    return new Promise((done) => {
      waiting.push({ start, done });
      fill(limit);
    });
  };
};

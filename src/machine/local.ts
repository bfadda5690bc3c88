import { setMaxListeners } from 'node:events';
import { arch, machine as machineName, release } from 'node:os';
import { type Capture, type CaptureKey, type CaptureKind, readingKinds, type TextCapture } from './capture.js';
import { type Environment, expand } from './expand.js';
import type { Machine, MachineOptions } from './machine.js';
import { paceOf } from './pace.js';
import { queryEnvironment, queryFolder } from './query-environment.js';
import { readEnviron, readGroup } from './read/accounts.js';
import { cgroupReader } from './read/cgroups.js';
import { failed, ok } from './read/errno.js';
import { readFetch } from './read/fetch.js';
import {
  matchPaths,
  readDf,
  readFileCapture,
  readLink,
  readList,
  readPaths,
  readSame,
  readStat,
} from './read/files.js';
import { programFinder } from './read/find-program.js';
import { readForeign } from './read/foreign.js';
import { type GrowingDeadline, growingDeadline } from './read/growing-deadline.js';
import { askForFiles } from './read/room-for-files.js';
import { readConnect, readTalk } from './read/sockets.js';
import { workerPool } from './read/worker-pool.js';
import { skipRules } from './skip-rules.js';
import { stream } from './stream.js';
import { isVolatileKey } from './volatile-keys.js';

/** This machine, read by this process. */
export const localMachine = (options: MachineOptions): Machine => {
  const env: Environment = { ...options.env, PWD: options.cwd };
  const queries = queryEnvironment(options.env, options.cwd);
  return {
    target: 'local',
    collector: 'node',
    read: async function* (keys, { signal, deadlineMs, patience = 1 }) {
      askForFiles();
      // Not AbortSignal.any of AbortSignal.timeout: Node 20 loses that to the garbage collector before it fires.
      const deadline = new AbortController();
      const expire = () => deadline.abort();
      setMaxListeners(0, deadline.signal); // every connection and program listens to it
      const own = paceOf('node', performance.nodeTiming.bootstrapComplete);
      const limits = { deadlineMs, usualMs: usualDeadlineMs, patience: Math.max(patience, options.patience ?? 1, own) };
      const timing = growingDeadline(limits, expire);
      signal.addEventListener('abort', expire, { once: true });
      if (signal.aborted) expire();
      try {
        yield* stream(inTurn(keys), reader(env, queries, deadline.signal, timing), deadline.signal);
      } finally {
        timing.close();
        signal.removeEventListener('abort', expire);
        expire(); // whoever stops listening stops the reading
      }
    },
  };
};

/** What reading this machine usually may take. */
const usualDeadlineMs = 5000;

type Read = (key: CaptureKey) => AsyncIterable<readonly [string, Capture]>;

/** Reads one key; a pattern gives a capture for every file, and then its own. Programs get the environment `queries`. */
const reader = (env: Environment, queries: Environment, signal: AbortSignal, timing: GrowingDeadline): Read => {
  const { find, match } = programFinder(queries, timing.limitMs());
  // Files are read from where a queried program would read them.
  const places: Environment = { ...queries, PWD: env.PWD };
  const cgroup = cgroupReader();
  const turn = workerPool({ env: queries, cwd: queryFolder, signal, pace: timing.pace }, cgroup, timing.slowDown);
  const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
  const moved: Promise<unknown>[] = [];
  let asked = false;
  let begun = () => {};
  const programsBegan = Promise.race([patience, new Promise<void>((resolve) => (begun = resolve))]);
  /** What programs say, and where they are. */
  const answers = new Map<CaptureKey, Promise<Capture>>();

  /** Programs begin in the order in which they are asked for, wherever they are found. */
  let found: Promise<unknown> = Promise.resolve();
  const run = async (command: string): Promise<Capture> => {
    // uname(2) and getuid(2) answer in this process what would else take a program.
    if (command === 'uname -rm') return { code: 0, stdout: `${release()} ${machineName?.() ?? arch()}\n`, stderr: '' };
    asked = true;
    const [name = '', ...args] = command.split(' ');
    const looked = Promise.all([find(name), found]).then(([program]) => program);
    found = looked;
    const program = await looked;
    if (!program.ok) return program;
    const skipRule = skipRules.get(`run:${command}`);
    if (skipRule?.if((await answers.get(skipRule.by)) ?? failed('missing'))) return failed('needless');
    await Promise.race([patience, Promise.all(moved)]);
    return turn((worker) => {
      const ran = worker().run(program.text, args);
      setImmediate(begun);
      return ran;
    });
  };

  const kinds: Record<Exclude<CaptureKind, 'glob'>, (argument: string) => Promise<Capture> | Capture> = {
    file: readFileCapture,
    paths: readPaths,
    list: readList,
    link: readLink,
    stat: readStat,
    same: readSame,
    cgroup,
    env: (name) => (env[name] === undefined ? failed('unset') : ok(env[name])),
    environ: readEnviron,
    group: readGroup,
    which: find,
    programs: match,
    run,
    connect: (path) => readConnect(path, signal, timing.pace),
    talk: (argument) => readTalk(argument, signal, timing.pace),
    df: readDf,
    fetch: (url) => readFetch(url, queries, signal, timing.pace),
    foreign: (name) => turn((worker) => readForeign(name, (path) => worker().run(path, []))),
  };

  const placeOf = (kind: CaptureKind, argument: string): string | null => {
    if (!readingKinds.has(kind)) return expand(argument, env);
    const path = expand(argument, places);
    return path === null || path.startsWith('/') ? path : queryFolder + path;
  };

  return async function* (key) {
    const at = key.indexOf(':');
    const kind = key.slice(0, at) as CaptureKind;
    const argument = kind === 'env' ? key.slice(at + 1) : placeOf(kind, key.slice(at + 1));
    if (argument === null) return yield [key, failed('unset')];
    const turnOf = rank(key);
    if (turnOf === last && asked) await programsBegan;
    if (kind !== 'glob') {
      const answer = Promise.resolve(kinds[kind](argument));
      if (turnOf === first) moved.push(answer);
      else if (turnOf !== last) answers.set(key, answer);
      return yield [key, await answer];
    }
    const paths = await matchPaths(argument);
    for (const path of paths) yield [`file:${path}`, await readFileCapture(path)];
    yield [key, ok(paths.join('\n')) satisfies TextCapture];
  };
};

/** How long one part of the reading waits for another. */
const patienceMs = 50;

/** Programs that take longest, as their commands begin; Docker's wait for its daemon, and others can run meanwhile. */
const slow = [
  ...['python3', 'docker image', 'docker info', 'podman images', 'buildah images', 'nix', 'rustc', 'podman'],
  ...['buildah', 'cargo', 'cmake', 'rustup'],
];

const first = -1;
const last = slow.length + 1;

/**
 * When a key is read. Programs, those first that take longest, since the whole takes as long as what begins last;
 * before them what they move; after the first of them run the rest, by hundreds, which would keep this process busy.
 */
const rank = (key: CaptureKey): number => {
  if (isVolatileKey(key)) return first;
  if (key.startsWith('which:')) return slow.length;
  if (!key.startsWith('run:')) return last;
  const at = slow.findIndex((name) => key.startsWith(`run:${name} `));
  return at < 0 ? slow.length : at;
};

const inTurn = (keys: readonly CaptureKey[]): CaptureKey[] => keys.toSorted((left, right) => rank(left) - rank(right));

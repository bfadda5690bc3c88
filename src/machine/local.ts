import { setMaxListeners } from 'node:events';
import { arch, machine as machineName, release } from 'node:os';
import type { Capture, CaptureKey, CaptureKind, TextCapture } from './capture.js';
import { type Environment, expand } from './expand.js';
import type { Machine } from './machine.js';
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
import { lanes } from './read/lanes.js';
import { readConnect, readTalk } from './read/sockets.js';
import { searchPath } from './search-path.js';
import { stream } from './stream.js';

/** This machine, read by this process. */
export const localMachine = (options: { readonly env: Environment; readonly cwd: string }): Machine => {
  // Programs find others where they themselves were found.
  const env: Environment = { ...options.env, PWD: options.cwd, PATH: searchPath(options.env).join(':') };
  return {
    target: 'local',
    collector: 'node',
    read: async function* (keys, { signal, deadlineMs }) {
      // Not AbortSignal.any of AbortSignal.timeout: Node 20 loses that to the garbage collector before it fires.
      const deadline = new AbortController();
      const expire = () => deadline.abort();
      setMaxListeners(0, deadline.signal); // every connection and program listens to it
      const timer = setTimeout(expire, deadlineMs);
      signal.addEventListener('abort', expire, { once: true });
      if (signal.aborted) expire();
      try {
        yield* stream(slowFirst(keys), reader(env, options.cwd, deadline.signal), deadline.signal);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', expire);
        expire(); // whoever stops listening stops the reading
      }
    },
  };
};

type Read = (key: CaptureKey) => AsyncIterable<readonly [string, Capture]>;

/** Reads one key; a pattern gives a capture for every file, and then its own. */
const reader = (env: Environment, cwd: string, signal: AbortSignal): Read => {
  const find = programFinder(env);
  const cgroup = cgroupReader();
  const turn = lanes({ env, cwd, signal }, cgroup);
  let running = () => {};
  /** Programs take longest: until the first of them run, nothing else keeps this process or the file system busy. */
  const afterPrograms = new Promise<void>((resolve) => {
    running = resolve;
    setTimeout(resolve, programsFirstMs).unref();
  });

  /** Programs begin in the order in which they are asked for, wherever they are found. */
  let found: Promise<string | null> = Promise.resolve(null);
  const run = async (words: string): Promise<Capture> => {
    // uname(2) and getuid(2) answer in this process what would else take a program.
    if (words === 'uname -rm') return { code: 0, stdout: `${release()} ${machineName?.() ?? arch()}\n`, stderr: '' };
    const [name = '', ...args] = words.split(' ');
    found = Promise.all([find(name), found]).then(([path]) => path);
    const path = await found;
    if (!path) return failed('ENOENT');
    return turn((lane) => {
      const ran = lane().run(path, args);
      setImmediate(running);
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
    which: async (name) => find(name).then((path) => (path ? ok(path) : failed('ENOENT'))),
    run,
    connect: (path) => readConnect(path, signal),
    talk: (argument) => readTalk(argument, signal),
    df: readDf,
    fetch: (url) => readFetch(url, env, signal),
    foreign: (name) => turn((lane) => readForeign(name, (path) => lane().run(path, []))),
  };

  return async function* (key) {
    const at = key.indexOf(':');
    const kind = key.slice(0, at) as CaptureKind;
    const argument = kind === 'env' ? key.slice(at + 1) : expand(key.slice(at + 1), env);
    if (argument === null) return yield [key, failed('unset')];
    if (kind !== 'run' && kind !== 'which') await afterPrograms;
    if (kind !== 'glob') return yield [key, await kinds[kind](argument)];
    const paths = await matchPaths(argument);
    for (const path of paths) yield [`file:${path}`, await readFileCapture(path)];
    yield [key, ok(paths.join('\n')) satisfies TextCapture];
  };
};

/** How long the rest waits for the first programs, where there are any to wait for. */
const programsFirstMs = 50;

/** Programs that take longest, as their commands begin. */
const slow = [
  ...['python3', 'podman images', 'docker image', 'buildah images', 'nix', 'rustc', 'podman', 'buildah', 'docker'],
  ...['cargo', 'cmake', 'rustup'],
];

/** Programs before files, and among programs those that take longest: the whole takes as long as what begins last. */
const slowFirst = (keys: readonly CaptureKey[]): CaptureKey[] => {
  const rank = (key: CaptureKey) => {
    if (!key.startsWith('run:')) return slow.length + 1;
    const at = slow.findIndex((name) => key.startsWith(`run:${name} `));
    return at < 0 ? slow.length : at;
  };
  return keys.toSorted((left, right) => rank(left) - rank(right));
};

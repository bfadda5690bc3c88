import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { foreignPaths } from './foreign-path.js';
import { systemHome } from './home.js';

/** A lock that this process holds until it releases it or ends, however it ends. */
export interface KernelLock {
  readonly release: () => void;
}

/**
 * What came of asking for a lock: `taken` (it is ours), `held` (by somebody else, in this process or another, in
 * whatever PID namespace or container), or `unknown` (there is no tool here that can ask, or the file system has no locks).
 */
type LockState = 'taken' | 'held' | 'unknown';

/**
 * Programs that call flock(2) on their descriptor 3: exit code 0 taken, 1 held. The lock belongs to the open file
 * description, so it stays with this process when the program has ended.
 */
const lockers: readonly (readonly [program: string, ...args: string[]])[] = [
  ['flock', '-n', '3'],
  ['perl', '-e', 'open(my $f, "+<&=", 3) or exit 2; exit(flock($f, 6) ? 0 : $! == 11 ? 1 : 2)'],
  [
    'python3',
    '-I',
    '-c',
    'import fcntl, sys\ntry: fcntl.flock(3, 6)\nexcept BlockingIOError: sys.exit(1)\nexcept OSError: sys.exit(2)',
  ],
];

const timeoutMs = 5000;

/**
 * Asks the kernel for the exclusive lock of an open file, without waiting. Node opens files close-on-exec, so that no
 * other child inherits the lock.
 * @param file descriptor, open for writing
 */
const lockDescriptor = (file: number): LockState => {
  const env = { PATH: lockerPath(process.env), LC_ALL: 'C' };
  for (const [program, ...args] of lockers) {
    const stdio = ['ignore', 'ignore', 'pipe', file] as const;
    const { status, stderr } = spawnSync(program, args, { cwd: '/', env, stdio: [...stdio], timeout: timeoutMs });
    if (status === 0) return 'taken';
    // BusyBox ends with 1 for errors too, and says them.
    if (status === 1 && stderr.length === 0) return 'held';
  }
  return 'unknown';
};

/** The folders of the PATH in which a stranger can have put no program, and the usual ones. */
const lockerPath = ({ PATH = '', HOME = '/', PWD = '/' }: NodeJS.ProcessEnv): string => {
  const home = systemHome() ?? HOME;
  const usual = ['/usr/bin', '/bin', '/run/current-system/sw/bin'];
  const isForeign = foreignPaths([process.cwd(), PWD], [...usual, home]);
  return [...PATH.split(':').filter((folder) => folder.startsWith('/') && !isForeign(folder)), ...usual].join(':');
};

/**
 * Takes the exclusive lock of a file, which is made where it is missing and stays afterwards.
 * @throws the error of open(2), or one that says what is wrong with the file
 */
export const lockFile = (path: string): KernelLock | 'held' | 'unknown' => {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  let state: LockState = 'unknown';
  try {
    if (!fstatSync(file).isFile()) throw new Error(`not a regular file: ${path}`);
    state = lockDescriptor(file);
  } finally {
    if (state !== 'taken') closeSync(file);
  }
  return state === 'taken' ? { release: () => closeSync(file) } : state;
};

/**
 * The same, and waits while it is held. Null where nothing here can lock; then what is written is still whole, and the
 * last who writes wins.
 * @throws also when it is held for longer
 */
export const waitForLock = (path: string, timeoutMs: number): KernelLock | null => {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited <= timeoutMs; waited += pauseMs) {
    const lock = lockFile(path);
    if (lock === 'unknown') return null;
    if (lock !== 'held') return lock;
    Atomics.wait(pause, 0, 0, pauseMs);
  }
  throw new Error(`another process holds ${path}`);
};

const pauseMs = 50;

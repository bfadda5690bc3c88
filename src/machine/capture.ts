/**
 * A capture is raw text read from a machine, under a key that says how it was read.
 * Keys are plain strings, so that one list serves the Node collector, the POSIX sh collector and
 * a snapshot file alike. `$HOME`, `$XDG_RUNTIME_DIR` and the like in a key are expanded by the
 * collector, on its machine, and stay unexpanded in the key.
 *
 *   file:PATH        content of a file, bounded
 *   glob:PATTERN     content of every file that matches (`*` in any part); one capture `file:PATH` each,
 *                    and this one with the matching paths, a line each, after them
 *   paths:PATTERN    only the matching paths, a line each, sorted; hidden names are left out
 *   list:PATH        names in a folder, a line each, sorted; hidden names are left out
 *   link:PATH        target of a symbolic link
 *   stat:PATH        "TYPE ACCESS UID GID MODE": dir|file|socket|other, letters of rwx that this process may
 *                    ("-" for none), octal mode; the last three are "-" where only a bare shell could look
 *   same:PATH PATH   "same" or "differs": whether both are one file (device and inode)
 *   cgroup:FILE      FILE from this process's control group up to the root of the mount, v1, v2 and hybrid:
 *                    lines of "FOLDER<tab>content", leaf first; lines of the content become blanks
 *   env:NAME         an environment variable; PWD is the current folder
 *   environ:NAME     a variable of process 1's environment
 *   group:NAME       members of a group of /etc/group, separated by commas
 *   which:NAME       where a program is: on the PATH, then at the well-known places off it (search-path.ts)
 *   programs:PATTERN programs whose names match, by their paths, a line each, in the order of the folders of `which:`, in
 *                    each sorted; names of letters, digits and `_.+-` alone; EACCES where none was found and a folder
 *                    could not be listed
 *   run:WORDS        output of a program, words separated by single blanks, none of which a shell reads as its language;
 *                    found as `which:` does
 *   connect:PATH     really connecting to a Unix socket: text "ok", or error ENOENT, ECONNREFUSED, EACCES, ...
 *   talk:PATH HEX    the same, then sending these bytes: the first bytes of the answer as hex (at most 16)
 *   df:PATH          "FREE_BYTES FREE_INODES TOTAL_BYTES ACCESS REAL_PATH" of the file system that holds PATH (its nearest
 *                    existing parent); "-" for a figure that is not known; ACCESS as of `stat:`
 *   fetch:URL        really reaching a server: text "ok MS" or "http STATUS MS", error dns|refused|timeout|tls
 *   foreign:ARCH     really running a tiny program of that architecture: text "ok", or error ENOEXEC, ENOENT, EACCES, ...
 *
 * A variable in a key that is not set gives the error "unset". Where a key reads (readingKinds), variables are as a queried
 * program has them (query-environment.ts): one that leads into the current folder is not set, and a relative path
 * begins where the program would start.
 */
export type CaptureKind =
  | 'file'
  | 'glob'
  | 'paths'
  | 'list'
  | 'link'
  | 'stat'
  | 'same'
  | 'cgroup'
  | 'env'
  | 'environ'
  | 'group'
  | 'which'
  | 'programs'
  | 'run'
  | 'connect'
  | 'talk'
  | 'df'
  | 'fetch'
  | 'foreign';
/** Kinds that read or reach what a path leads to. */
export const readingKinds: ReadonlySet<CaptureKind> = new Set<CaptureKind>([
  'file',
  'glob',
  'paths',
  'list',
  'link',
  'stat',
  'same',
  'connect',
  'talk',
]);

export type CaptureKey = `${CaptureKind}:${string}`;

/** What came back: text, or the output of a program, or why there is none. */
export type Capture = TextCapture | RunCapture | FailedCapture;
export interface TextCapture {
  readonly ok: true;
  readonly text: string;
}
export interface RunCapture {
  /** Exit code; null when a signal or the time-out ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut?: true;
}
export interface FailedCapture {
  readonly ok: false;
  /**
   * errno name (ENOENT, EACCES, ...) or a short word: "timeout" where what was asked did not answer, "late" where the
   * deadline of the whole came first, "skipped" where it was not to be queried, "needless" where another answer leaves
   * it nothing to say, "unsupported", "missing" of a snapshot.
   */
  readonly error: string;
}
export type Captures = Readonly<Record<string, Capture>>;

/** Text of a capture, or null if it was not read or failed. */
export const textOf = (captures: Captures, key: CaptureKey): string | null => {
  const capture = captures[key];
  return capture && 'ok' in capture && capture.ok ? capture.text : null;
};

/** Output of a program that was run, or null if it was not there, or was not asked. */
export const runOf = (captures: Captures, key: `run:${string}`): RunCapture | null => {
  const capture = captures[key];
  return capture && 'code' in capture ? capture : null;
};

/** Standard output of a program that ended with 0, without the last newline; else null. */
export const stdoutOf = (captures: Captures, key: `run:${string}`): string | null => {
  const run = runOf(captures, key);
  return run?.code === 0 ? run.stdout.trimEnd() : null;
};

/** Why a capture gave nothing: errno name, "exit N", "timeout"; null when it did give something or was never asked. */
export const errorOf = (captures: Captures, key: CaptureKey): string | null => {
  const capture = captures[key];
  if (!capture) return null;
  if ('code' in capture) {
    if (capture.timedOut) return 'timeout';
    return capture.code === 0 ? null : `exit ${capture.code ?? 'by signal'}`;
  }
  return capture.ok ? null : capture.error;
};

/** Errors that say nothing of the machine: what was to be read was not asked, or did not answer. */
const silent = new Set(['late', 'timeout', 'skipped', 'missing', 'unsupported', 'EAGAIN']);

/**
 * Whether a capture is there and says nothing. That a file is not there or may not be read, a
 * variable not set, a program not found, are answers of the machine.
 */
export const noAnswer = (captures: Captures, key: CaptureKey): boolean => {
  const capture = captures[key];
  if (!capture) return false;
  if ('code' in capture) return capture.code === null;
  return !capture.ok && silent.has(capture.error);
};

/** Whether a key was not asked, or answered nothing: what depends on it is unknown. */
export const unread = (captures: Captures, ...keys: readonly CaptureKey[]): boolean =>
  keys.some((key) => !captures[key] || noAnswer(captures, key));

/** Whether a query gave no answer: it was not asked, answered nothing, or failed. A program that is not there is an answer. */
export const unanswered = (captures: Captures, key: `run:${string}`): boolean =>
  unread(captures, key) || (runOf(captures, key)?.code ?? 0) !== 0;

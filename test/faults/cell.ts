import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { trustedFolder } from '../support/trusted-folder.js';
import { brokenSetups, saveOld } from './saved-setup.js';

export const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

/** Folders of one cell: everything that the program may touch lies below `root`. */
export interface Place {
  readonly root: string;
  readonly home: string;
  readonly config: string;
  readonly project: string;
  readonly tmp: string;
}

/** A fault: what is done to the environment before the program starts, and how the program is started in it. */
export interface Fault {
  readonly name: string;
  /** Words after the program's name; one cell each. */
  readonly commands: readonly (readonly string[])[];
  /** Makes the environment faulty; returns what clears it away. */
  readonly arrange?: (place: Place) => Promise<(() => void | Promise<void>) | undefined> | (() => void) | undefined;
  /** Wraps the command line, such as by `unshare` or a shell with limits. */
  readonly wrap?: (argv: readonly string[], place: Place) => readonly string[];
  readonly env?: (place: Place) => Readonly<Record<string, string | undefined>>;
  /** Exit codes that are right under this fault. */
  readonly codes: readonly number[];
  /** What standard error or output must say, at least. */
  readonly says?: RegExp;
  /** Milliseconds within which it must end; default 30 s. */
  readonly deadlineMs?: number;
  /** The wizard in a terminal too: always, or only in the long run. */
  readonly wizard?: 'always' | 'long';
  /** For a fault in which nothing of the program can be expected to run, such as one task for all. */
  readonly mayNotStart?: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** What is wrong with how it ended; empty when nothing is. */
  readonly complaints: readonly string[];
}

/** Makes the folders of a cell. */
export const makePlace = (): Place => {
  const root = trustedFolder('mw-fault-');
  const place = {
    root,
    home: join(root, 'home'),
    config: join(root, 'config'),
    project: join(root, 'project'),
    tmp: join(root, 'tmp'),
  };
  for (const folder of [place.home, place.project, place.tmp]) mkdirSync(folder);
  return place;
};

export const clearPlace = (place: Place): void => rmSync(place.root, { recursive: true, force: true });

/** The environment of a cell, with the id by which its processes are found. */
export const environment = (place: Place) => {
  const id = randomUUID();
  const env = {
    PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: place.home,
    TMPDIR: place.tmp,
    XDG_CONFIG_HOME: place.config,
    LC_ALL: 'C.UTF-8',
    MW_FAULT: id,
  };
  return { id, env };
};

/** Starts the program in a cell; `interfere` may do harm to it while it runs. */
export const start = (fault: Fault, words: readonly string[], place: Place) => {
  const argv = [process.execPath, cli, ...words];
  const [program = '', ...args] = fault.wrap?.(argv, place) ?? argv;
  const { id, env: usual } = environment(place);
  const env = { ...usual, ...fault.env?.(place) };
  const child = spawn(program, args, {
    cwd: place.project,
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const started = performance.now();
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    if (stdout.length < 1e6) stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    if (stderr.length < 1e6) stderr += chunk;
  });
  const ended = new Promise<Omit<Ended, 'complaints'>>((resolve) => {
    const kill = setTimeout(() => killAll(id), fault.deadlineMs ?? 30_000);
    child.on('error', (error) => {
      clearTimeout(kill);
      resolve({
        code: null,
        signal: null,
        stdout,
        stderr: `${stderr}${error}`,
        durationMs: performance.now() - started,
      });
    });
    child.on('close', (code, signal) => {
      clearTimeout(kill);
      resolve({ code, signal, stdout, stderr, durationMs: performance.now() - started });
    });
  });
  return { id, pid: child.pid, ended };
};

/** Processes that descend from a cell: all of them carry its id in their environment. */
export const survivors = (id: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const environ = readFileSync(`/proc/${pid}/environ`, 'latin1');
        return (
          environ.includes(`MW_FAULT=${id}`) && !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
        );
      } catch {
        return false;
      }
    });

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return 'gone since';
  }
};

export const killAll = (id: string): void => {
  for (const pid of survivors(id)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
};

/** Runs one cell of the matrix and says what is wrong with it. */
export const runCell = async (fault: Fault, words: readonly string[]): Promise<Ended> => {
  const place = makePlace();
  saveOld(place);
  const clear = await fault.arrange?.(place);
  try {
    const { id, ended } = start(fault, words, place);
    const end = await ended;
    const complaints = complaintsOf(fault, end);
    // A program that the kernel killed for memory cannot clear up; the next run does.
    const killed = fault.mayNotStart && end.code === null;
    if (!killed) complaints.push(...(await leftIn(place, id)));
    complaints.push(...brokenSetups(place));
    killAll(id);
    return { ...end, complaints };
  } finally {
    await clear?.();
    clearPlace(place);
  }
};

/** A tool that was asked can have a child that ends by itself a moment later, as `go version` has for its counters. */
const graceMs = 1000;

/** What a program left behind that has ended: processes and scratch. */
export const leftIn = async (place: Place, id: string): Promise<string[]> => {
  const until = performance.now() + graceMs;
  while (survivors(id).length > 0 && performance.now() < until) await delay(50);
  const left = survivors(id).map((pid) => `${pid} (${commandOf(pid)})`);
  const scratch = readdirIf(place.tmp).filter(isScratch);
  return [
    ...(left.length > 0 ? [`left processes behind: ${left.join(', ')}`] : []),
    ...(scratch.length > 0 ? [`left scratch behind: ${scratch.join(', ')}`] : []),
  ];
};

/** A log is not a scratch file: it stays, and its path is reported. */
export const isScratch = (name: string): boolean => /^(musl-wizard|mw)-/.test(name) && !name.endsWith('.log');

const readdirIf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** What is wrong with how a program ended: its code, its words, its manners. Pure. */
const complaintsOf = (fault: Fault, end: Omit<Ended, 'complaints'>): string[] => {
  const complaints: string[] = [];
  const said = end.stdout + end.stderr;
  if (end.code === null && !fault.mayNotStart) complaints.push(`ended by ${end.signal ?? 'a failure to start'}`);
  if (end.code !== null && !fault.codes.includes(end.code) && !fault.mayNotStart) {
    complaints.push(`exit code ${end.code}, expected ${fault.codes.join(' or ')}`);
  }
  if (/^\s+at .*(file:|node:|\()/m.test(said)) complaints.push('showed a stack trace');
  if (/Native stack trace|Assertion failed|FATAL ERROR/.test(said) && !fault.mayNotStart)
    complaints.push('Node gave up');
  if (/UnhandledPromiseRejection|Raw mode|ERR_UNHANDLED/.test(said)) complaints.push('an unhandled fault');
  if (/\x1b\[\?25l(?![\s\S]*\x1b\[\?25h)/.test(said)) complaints.push('left the cursor hidden');
  if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(said)) complaints.push('let a control character through');
  if (fault.says && !fault.says.test(said)) complaints.push(`did not say ${fault.says}`);
  return complaints;
};

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../../errors.js';
import { type KernelLock, lockFile } from '../../files/kernel-lock.js';
import { neighbourIn, type PathTrace, tracePath } from '../../files/trusted-path.js';
import { cacheFolder } from '../../settings/paths.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { removeTree } from './remove-tree.js';

/** A private folder in which programs can be executed, for one canary. */
export interface Scratch {
  readonly id: string;
  readonly path: string;
  /** Removes it, once nothing of the canary runs any more. */
  remove(): Promise<void>;
  /** Leaves it to the user: no later run clears it up. Gives a harmless sentence that says where it is. */
  keep(): string;
}

/** What a scratch folder says of itself, so that a later run can clear up after one that was killed. */
export interface ScratchMarker {
  readonly id: string;
  /**
   * Whether its owner holds the kernel's lock on this file for as long as it lives. False where the lock could not be
   * taken: then nobody can tell later whether the owner lives.
   */
  readonly locked: boolean;
  /** The running kernel, by /proc/sys/kernel/random/boot_id: a lock says nothing of another one. Null: not known. */
  readonly boot: string | null;
}

/** Without the word musl, by which a log's reader would take every build for a musl build. */
export const prefix = 'mw-canary-';
export const markerName = '.owner.json';
/** What the marker is called until it is whole. */
export const newMarkerName = `${markerName}.new`;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Folders that may hold scratch, in order, each once: where TMPDIR leads, then caches, whose folders are nobody else's;
 * root's is one that the build users of Nix can enter, too.
 */
export const scratchBases = (env: Env, cwd: string): readonly string[] => {
  const caches = [...(process.geteuid?.() === 0 ? ['/var/cache'] : []), cacheFolder(env)];
  const bases = [env.TMPDIR, ...caches, env.XDG_RUNTIME_DIR, '/tmp', '/var/tmp', cwd];
  return [...new Set(bases.filter((base): base is string => base !== undefined && isAbsolute(base)))];
};

/**
 * Makes a scratch folder in the first base to which no other user can write, on the whole way up to `/`, and in which a
 * program really can be executed: mode 0700. Tools that run in it look for their settings in all folders above it
 * (.cargo/config.toml, rust-toolchain.toml, go.work, .git). What all may write to, such as /tmp, comes last, and only
 * where nothing in such a folder shows another user.
 * @param bases in order; the last one is the last resort
 * @throws {UserError} when no base will do, with what each said
 */
export const createScratch = async (bases: readonly string[]): Promise<Scratch> => {
  const evidence: string[] = [];
  const judged = bases.map((base) => ({ base, ...tracePath(base, { sticky: true }) }));
  // Asked only where it is needed: /tmp may be large.
  let neighbour: string | null | undefined;
  const whyNot = ({ distrust, shared }: PathTrace): string | null => {
    if (distrust) return `${distrust.evidence}, who can place tool configuration there`;
    if (shared.length === 0) return null;
    if (neighbour === undefined) neighbour = neighbourIn(judged.flatMap((each) => each.shared));
    return neighbour && `every user can place tool configuration in ${shared.join(' and ')}, and ${neighbour}`;
  };
  // What is shared by its mode, and by nobody in fact, comes after what is not.
  const last = judged.at(-1);
  const rank = (each: (typeof judged)[number]) => (each === last ? 2 : each.shared.length > 0 ? 1 : 0);
  for (const each of judged.toSorted((one, other) => rank(one) - rank(other))) {
    const found = whyNot(each) ?? (await tryBase(each.real));
    if (typeof found !== 'string') return found;
    evidence.push(`${each.base}: ${found}`);
  }
  const unsafe = judged.some((each) => whyNot(each) !== null);
  throw new UserError('No folder was found where a program can be built and executed.', evidence, [
    ...(unsafe ? ['export TMPDIR=FOLDER   # only you can write to it (mode 0700) and to its parent folders'] : []),
    `${listMounts}   # set TMPDIR to a folder of yours on one of these`,
    ...(evidence.some((line) => line.endsWith('ENOSPC')) ? ['df -h; df -i'] : []),
  ]);
};

/** Where something may be written and executed, on any Linux. */
const listMounts = "grep -vE '[ ,](noexec|ro)[ ,]' /proc/mounts";

const tryBase = async (base: string): Promise<Scratch | string> => {
  let path: string;
  try {
    if (lstatSync(base, { throwIfNoEntry: false }) === undefined && base.endsWith('/.cache')) {
      mkdirSync(base, { mode: 0o700 });
    }
    path = mkdtempSync(join(base, prefix));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
  let lock: KernelLock | null = null;
  const giveUp = (reason: string): string => {
    rmSync(path, { recursive: true, force: true });
    lock?.release();
    return reason;
  };
  try {
    const id = randomBytes(6).toString('hex');
    lock = mark(path, id);
    const refusal = await refusesToExecute(path);
    return refusal === null ? scratchAt(path, id, lock) : giveUp(refusal);
  } catch (error) {
    return giveUp((error as NodeJS.ErrnoException).code ?? String(error));
  }
};

const scratchAt = (path: string, id: string, lock: KernelLock | null): Scratch => ({
  id,
  path,
  remove: async () => {
    await removeTree(path, markerName);
    lock?.release();
  },
  keep: () => {
    rmSync(join(path, markerName), { force: true });
    lock?.release();
    return `Kept for inspection; remove it when done: ${sanitizeLine(path, 400)}`;
  },
});

/** Writes the marker; locked before it has its name, so that nobody finds it without its lock. */
const mark = (path: string, id: string): KernelLock | null => {
  const file = join(path, markerName);
  const made = join(path, newMarkerName);
  const lock = lockFile(made);
  // A lock that a second look does not find is none (a file system without them).
  const locked = typeof lock === 'object' && lockFile(made) === 'held';
  const marker: ScratchMarker = { id, locked, boot: bootId() };
  writeFileSync(made, JSON.stringify(marker));
  renameSync(made, file);
  return typeof lock === 'object' ? lock : null;
};

/** The running kernel; null where it does not say. */
export const bootId = (): string | null => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
};

/**
 * Variables that keep git and Go from taking a folder above the scratch folder for theirs: even what is this user's own
 * there (a repository of dotfiles in the home folder, a go.work) is no part of what is built.
 * @param source sources that may bring a go.work of their own
 */
export const nothingAbove = (scratch: string, source?: string): Readonly<Record<string, string>> => ({
  GIT_CEILING_DIRECTORIES: scratch,
  ...(source !== undefined && existsSync(join(source, 'go.work')) ? {} : { GOWORK: 'off' }),
});

/** Runs a tiny script in a folder. Null when it ran, else why not. @throws the error of the file system */
export const refusesToExecute = async (folder: string): Promise<string | null> => {
  const script = join(folder, 'may-execute');
  writeFileSync(script, '#!/bin/sh\nexit 0\n', { mode: 0o700, flag: 'wx' });
  chmodSync(script, 0o700);
  const { exitCode, code } = await execa(script, { reject: false, timeout: 5000, stdin: 'ignore', env: {} });
  rmSync(script);
  if (exitCode === 0) return null;
  if (code === 'EACCES') return 'mounted noexec (EACCES)';
  return code ?? `a script failed with ${exitCode ?? 'a signal'}`;
};

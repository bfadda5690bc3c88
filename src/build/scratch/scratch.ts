import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { execa } from 'execa';
import { UserError } from '../../errors.js';
import { cacheFolder } from '../../settings/paths.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { type ProcessId, thisProcess } from '../processes/process-id.js';
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

/** What a scratch folder says of its owner, so that a later run can clear up after one that was killed. */
export interface Marker {
  readonly id: string;
  readonly owner: ProcessId;
}

/** Without the word musl, by which a log's reader would take every build for a musl build. */
export const prefix = 'mw-canary-';
export const markerName = '.owner.json';

type Env = Readonly<Record<string, string | undefined>>;

/** Folders that may hold scratch, the usual first, without doubles. */
export const scratchBases = (env: Env, cwd: string): readonly string[] => {
  const bases = [env.TMPDIR, '/tmp', '/var/tmp', env.XDG_RUNTIME_DIR, cacheFolder(env), cwd];
  return [...new Set(bases.filter((base): base is string => base !== undefined && isAbsolute(base)))];
};

/**
 * Makes a scratch folder in the first base in which a program really can be executed: mode 0700,
 * with a name that nobody can foresee, so that links laid in a shared /tmp do no harm.
 * @throws {UserError} when no base will do, with what each said
 */
export const createScratch = async (bases: readonly string[]): Promise<Scratch> => {
  const evidence: string[] = [];
  for (const base of bases) {
    const found = await tryBase(base);
    if (typeof found !== 'string') return found;
    evidence.push(`${base}: ${found}`);
  }
  throw new UserError('There is no folder in which a program can be built and executed.', evidence, [
    `${listMounts}   # on one of these TMPDIR may name a folder of yours`,
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
  try {
    const id = randomBytes(6).toString('hex');
    const marker: Marker = { id, owner: thisProcess() };
    writeFileSync(join(path, markerName), JSON.stringify(marker), { mode: 0o600, flag: 'wx' });
    const refusal = await refusesToExecute(path);
    if (refusal === null) return { id, path, remove: () => removeTree(path), keep: () => keep(path) };
    rmSync(path, { recursive: true, force: true });
    return refusal;
  } catch (error) {
    rmSync(path, { recursive: true, force: true });
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
};

const keep = (path: string): string => {
  rmSync(join(path, markerName), { force: true });
  return `Kept for a look, and yours to remove: ${sanitizeLine(path, 400)}`;
};

/** Runs a tiny script there. Null when it ran, else why not. */
const refusesToExecute = async (folder: string): Promise<string | null> => {
  const script = join(folder, 'may-execute');
  writeFileSync(script, '#!/bin/sh\nexit 0\n', { mode: 0o700, flag: 'wx' });
  chmodSync(script, 0o700);
  const { exitCode, code } = await execa(script, { reject: false, timeout: 5000, stdin: 'ignore', env: {} });
  rmSync(script);
  if (exitCode === 0) return null;
  if (code === 'EACCES') return 'mounted noexec (EACCES)';
  return code ?? `a script ended with ${exitCode ?? 'a signal'}`;
};

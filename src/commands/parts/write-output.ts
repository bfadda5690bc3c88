import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFile } from 'atomically';
import { exitCode, UserError } from '../../errors.js';
import { checkFileBelow, writeBelow } from '../../files/write-below.js';

/** What a file that the user named as an output is: `special` is written to as it stands, never replaced. */
type OutputKind = 'new' | 'regular' | 'special' | 'folder' | 'block device';

interface Output {
  readonly kind: OutputKind;
  /** Where the links of the name lead. */
  readonly path: string;
}

const maxLinks = 40;

/** What a name stands for now. Open files of processes (/dev/stdout, /dev/fd/N) are special whatever they are. */
export const outputAt = (name: string): Output => {
  let path = name;
  for (let links = 0; links < maxLinks; links += 1) {
    const folder = folderOf(path);
    path = join(folder, basename(path));
    if (folder.startsWith('/proc/')) return { kind: kindOf(statSync(path, { throwIfNoEntry: false }), true), path };
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    path = resolve(folder, readlinkSync(path));
  }
  return { kind: kindOf(statSync(path, { throwIfNoEntry: false }), false), path };
};

const folderOf = (path: string): string => {
  try {
    return realpathSync(dirname(path));
  } catch {
    return dirname(path); // a folder that is to be made
  }
};

const kindOf = (about: Stats | undefined, open: boolean): OutputKind => {
  if (about === undefined) return 'new';
  if (about.isDirectory()) return 'folder';
  if (about.isBlockDevice()) return 'block device';
  return about.isFile() && !open ? 'regular' : 'special';
};

/**
 * Writes a file that the user named. A regular file is replaced whole; a pipe, a terminal or another character device
 * is written to and never replaced; a folder or a disk is refused, and in a project's folder a link.
 * @param cwd the current folder, which may be a stranger's project
 * @param mode of a file that is written: permission bits
 * @param signal ends waiting for the reader of a pipe
 * @throws {UserError} when it cannot be written
 */
export const writeOutput = async (
  name: string,
  content: string,
  { cwd, mode, signal }: { readonly cwd: string; readonly mode: number; readonly signal: AbortSignal },
): Promise<void> => {
  const below = checkFileBelow(cwd, name);
  const { kind, path } = outputAt(name);
  if (kind === 'folder' || kind === 'block device') throw notWritable(name, `it is a ${kind}`);
  try {
    if (kind === 'special') await writeThrough(path, content, signal);
    else if (below) await writeBelow(cwd, name, content, mode);
    else await writeFile(path, content, { mode });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    throw notWritable(name, error instanceof Error ? error.message : String(error), error);
  }
};

/** By another process: until somebody reads a pipe, opening it here could not be interrupted. */
const writeThrough = async (path: string, content: string, signal: AbortSignal): Promise<void> => {
  const [{ execa }, { queryEnvironment }] = await Promise.all([
    import('execa'),
    import('../../machine/query-environment.js'),
  ]);
  const { exitCode: code, stderr } = await execa('/bin/sh', ['-c', 'cat >>"$1"', 'sh', path], {
    // `cat` is not to be found in the current folder.
    env: queryEnvironment(process.env, process.cwd()),
    extendEnv: false,
    input: content,
    stdout: 'inherit',
    reject: false,
    cancelSignal: signal,
  });
  if (code !== 0) throw new Error(stderr.trim() || `writing to it failed with ${code}`);
};

const notWritable = (name: string, reason: string, cause?: unknown): UserError =>
  new UserError(
    `${name} cannot be written.`,
    [reason],
    ['Choose a file in a writable folder, e.g.: "$HOME/output.json"'],
    exitCode.broken,
    { cause },
  );

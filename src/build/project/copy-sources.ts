import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isElf } from '../../artifact/elf-header.js';
import { type CopyFileOptions, copyFile } from '../../files/copy-file.js';
import { skippedFolders } from '../../project/project-files.js';
import { prefix } from '../scratch/scratch.js';

// What other builds left, and what version control keeps; `vendor` and `third_party` are sources.
const left = new Set([...skippedFolders].filter((name) => name !== 'vendor' && name !== 'third_party'));

export interface CopyOptions {
  /**
   * Whether the build is one that writes among its sources: then objects and programs that an ordinary build left
   * there stay behind too. To make they would be up to date, and are of another C library.
   */
  readonly inTree: boolean;
  readonly signal: AbortSignal;
  /** Called after a second, and then whenever it has taken twice as long, how many files were copied. */
  readonly onLong: (files: number) => void;
  /** Looks at each file, link and folder before it is copied, and throws where it must not be. */
  readonly check?: (path: string, about: Stats) => void;
}

/** How long the program may be deaf to Ctrl-C. */
const breathMs = 50;
const firstWordMs = 1000;
const slash = Buffer.from('/');

/**
 * Copies a project's sources, with their times and links as they are, so that a build may write
 * among them. What other builds left behind stays where it is, and so do pipes, sockets and devices.
 * Names are bytes: not every one is UTF-8.
 * @returns what an ordinary build had left, relative to `from`; all so far when the signal ended it
 * @throws the error of the file system, or what `check` throws
 */
export const copySources = async (
  from: string,
  to: string,
  { inTree, signal, onLong, check }: CopyOptions,
): Promise<readonly string[]> => {
  const stale: string[] = [];
  const started = performance.now();
  let files = 0;
  let breath = started + breathMs;
  let word = firstWordMs;
  const breathe = async (): Promise<void> => {
    if (performance.now() < breath) return;
    await setImmediate();
    const now = performance.now();
    breath = now + breathMs;
    if (now - started < word) return;
    word = 2 * (now - started);
    onLong(files);
  };
  const copyFolder = async (source: Buffer, target: Buffer, inside: string): Promise<void> => {
    mkdirSync(target, { mode: 0o700 });
    for (const name of readdirSync(source, { encoding: 'buffer' })) {
      await breathe();
      if (signal.aborted) return;
      const text = name.toString();
      // Where no other folder will do, the scratch folder is in the project.
      if (text.startsWith(prefix)) continue;
      const [path, copy] = [Buffer.concat([source, slash, name]), Buffer.concat([target, slash, name])];
      const about = lstatSync(path);
      if (isLeftBehind(path, text, about)) continue;
      check?.(path.toString(), about);
      if (about.isDirectory()) await copyFolder(path, copy, `${inside}${text}/`);
      else if (inTree && isCompiled(path, text, about)) stale.push(inside + text);
      else if (about.isSymbolicLink()) symlinkSync(readlinkSync(path, { encoding: 'buffer' }), copy);
      else if (about.isFile()) await copyTimed(path, copy, about, { signal, follow: false, breathe });
      files += 1;
    }
    const { mode, atime, mtime } = lstatSync(source);
    chmodSync(target, (mode & 0o777) | 0o700);
    utimesSync(target, atime, mtime);
  };
  await copyFolder(Buffer.from(from), Buffer.from(to), '');
  return stale;
};

/** Whether a file or folder of a project is what another build left, or version control keeps. */
export const isLeftBehind = (path: Buffer, name: string, about: Stats): boolean =>
  left.has(name) && !isSourceFolder(path, name, about);

/** `target` and `result` are names for sources, too: cargo marks its own folder, and Nix makes a link. */
const isSourceFolder = (path: Buffer, name: string, about: Stats): boolean =>
  (name === 'target' || name === 'result') &&
  about.isDirectory() &&
  !['CACHEDIR.TAG', '.rustc_info.json'].some((mark) => existsSync(Buffer.concat([path, slash, Buffer.from(mark)])));

/** A file with its time, which make goes by. What nobody may write, a build among the sources must. */
const copyTimed = async (path: Buffer, copy: Buffer, about: Stats, options: CopyFileOptions): Promise<void> => {
  await copyFile(path, copy, options);
  if (options.signal.aborted) return;
  if ((about.mode & 0o200) === 0) chmodSync(copy, (about.mode & 0o777) | 0o200);
  utimesSync(copy, about.atime, about.mtime);
};

/** As the shell of `dropCompiled` (recipe/shell.ts) has it. */
const isCompiled = (path: Buffer, name: string, about: Stats): boolean => {
  if (!about.isFile()) return false;
  if (name.endsWith('.lo')) return true;
  return (name.endsWith('.o') || (about.mode & 0o100) !== 0) && startsAsElf(path);
};

const startsAsElf = (path: Buffer): boolean => {
  const start = Buffer.alloc(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return isElf(start);
};

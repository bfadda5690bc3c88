import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { exitCode, UserError } from '../errors.js';
import { shellQuote } from '../text/shell-quote.js';
import { quoteExactly } from '../text/shown-command.js';
import { ensureFolder } from './ensure-folder.js';
import { systemHome } from './home.js';
import { isInside } from './inside.js';
import { clearParts, partOf } from './parts.js';
import { isTrustedOwner } from './trusted-path.js';

/**
 * Writing into a project, which may be a stranger's: no link in it is followed, and no folder that somebody else could
 * change is used. Folders are opened one from the other and kept open, so that what was checked is what is written to.
 */

/**
 * Whether a file could be put at a path below a project's folder, as far as its folders are there. What lies outside
 * was named by the user, who may have links there.
 * @param root absolute, the project's folder
 * @param folder absolute, that of the file
 * @throws {UserError} for a link, a folder of somebody else, or one that all may write
 */
export const checkBelow = (root: string, folder: string): void => {
  if (isBelow(root, folder)) closeSync(enter(root, folder, false).file);
};

/**
 * Whether a project decides by a link where a file that the user named is written. A folder that holds the user's home is
 * no project.
 * @param root absolute, the current folder
 * @returns whether the file is below a project's folder
 * @throws {UserError} as `checkBelow`, and where the file itself is a link
 */
export const checkFileBelow = (root: string, path: string): boolean => {
  const home = systemHome();
  if (!isBelow(root, dirname(path)) || (home !== null && isInside(root, home))) return false;
  checkBelow(root, dirname(path));
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) throw linked(path);
  return true;
};

/**
 * Puts a file in its place in one move: whoever looks finds the old one or the new one, never half of it.
 * @param put writes the file at a path that is not there yet
 * @throws {UserError} as `checkBelow`, and where a link or no regular file is in the place; or the error of the file system
 */
export const moveBelow = async (
  root: string,
  path: string,
  put: (part: string) => void | Promise<void>,
): Promise<void> => {
  const folder = dirname(path);
  const below = isBelow(root, folder);
  if (!below) ensureFolder(folder, 0o755);
  const held = enter(below ? root : folder, folder, true);
  try {
    const target = `${held.way}/${basename(path)}`;
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() && below) throw linked(path);
    if (there && !there.isFile() && !there.isSymbolicLink()) throw new Error(`${path} is not a regular file`);
    const part = partOf(target);
    clearParts(target);
    try {
      await put(part);
      renameSync(part, target);
    } finally {
      rmSync(part, { force: true });
    }
  } catch (error) {
    throw naming(error, held.way, folder);
  } finally {
    closeSync(held.file);
  }
};

/** Writes a text below a project's folder, as `moveBelow` does; a file that is there keeps its mode where none is given. */
export const writeBelow = async (root: string, path: string, text: string, given?: number): Promise<void> => {
  const mode = given ?? lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0o644;
  await moveBelow(root, path, (part) => {
    const file = openSync(part, 'wx', 0o600);
    try {
      writeSync(file, text);
      fchmodSync(file, mode & 0o777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
};

const isBelow = (root: string, folder: string): boolean => {
  const way = relative(root, folder);
  return way !== '..' && !way.startsWith(`..${sep}`);
};

interface Held {
  readonly file: number;
  /** A path that leads through the open folder. */
  readonly way: string;
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** Opens a folder below another, step by step without a link, as far as it is there or all of it. */
const enter = (root: string, folder: string, make: boolean): Held => {
  let parent = root;
  let path = root;
  let held = hold(openSync(root, O_RDONLY | O_DIRECTORY), root);
  const about = fstatSync(held.file);
  try {
    for (const name of relative(root, folder).split(sep).filter(Boolean)) {
      const next = `${held.way}/${name}`;
      parent = path;
      path = join(parent, name);
      const there = lstatSync(next, { throwIfNoEntry: false });
      if (!there && !make) break;
      if (there?.isSymbolicLink()) throw linked(path);
      if (there && !there.isDirectory()) throw new Error(`${path} is not a folder`);
      if (!there) mkdirSync(next, { mode: 0o755 });
      const file = openSync(next, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      closeSync(held.file);
      held = hold(file, path);
      refuseForeign(path, fstatSync(file), about);
    }
    return held;
  } catch (error) {
    closeSync(held.file);
    const { code } = error as NodeJS.ErrnoException;
    // Put there since it was looked at.
    throw code === 'ELOOP' ? linked(path) : naming(error, held.way, parent);
  }
};

/** An error of the file system that names the way through an open folder names the folder instead, as the user knows it. */
const naming = (error: unknown, way: string, folder: string): unknown => {
  if (!(error instanceof Error) || way === folder) return error;
  const { path } = error as NodeJS.ErrnoException;
  error.message = error.message.replaceAll(way, () => folder);
  return path === undefined ? error : Object.assign(error, { path: path.replaceAll(way, () => folder) });
};

/** Without /proc the path itself has to do. */
const hold = (file: number, path: string): Held => {
  const way = `/proc/self/fd/${file}`;
  return { file, way: existsSync(way) ? way : path };
};

/** Whoever owns the project's folder can change all in it anyway; and on some file systems everything is writable by all. */
const refuseForeign = (path: string, { uid, mode }: Stats, root: Stats): void => {
  const byAll = (mode & 0o1002) === 0o002 && (root.mode & 0o002) === 0;
  if (!byAll && (isTrustedOwner(uid) || uid === root.uid)) return;
  const evidence = byAll
    ? `${path} can be written by every user (mode ${(mode & 0o7777).toString(8).padStart(4, '0')})`
    : `${path} belongs to user ${uid}`;
  const command = byAll ? `chmod o-w ${shellQuote([path])}` : `mv ${shellQuote([path, `${path}.aside`])}`;
  throw new UserError(
    `Other users can change ${path}: nothing is written there.`,
    [evidence],
    [command],
    exitCode.broken,
  );
};

const linked = (path: string): UserError => {
  let target = '';
  try {
    target = readlinkSync(path);
  } catch {
    // It is gone again.
  }
  return new UserError(
    `${path} is a symbolic link: nothing is written through links in a project.`,
    [`${path} -> ${quoteExactly(target)}`],
    [
      `rm ${shellQuote([path])}   # removes only the link, not its target`,
      'then retry, or choose another folder with --output',
    ],
    exitCode.broken,
  );
};

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { access, lstat, open, readdir, readlink, realpath, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Capture } from '../capture.js';
import { failed, ok } from './errno.js';

/** What is read of one file at most; a mountinfo of a busy engine has some hundred kilobytes. */
const maxFileBytes = 256 * 1024;
/** Matches of one pattern at most. */
const maxMatches = 1024;

/** How much is read next. Most files are small, and are read by the hundred: not even their end needs a buffer of its own. */
const chunkBytes = (length: number, maxBytes: number): number =>
  Math.min(length < 4 * 1024 ? 4 * 1024 : 64 * 1024, maxBytes - length);

/** Reads a file up to the bound, also from /proc, where sizes say nothing; a named pipe does not hold it up. */
export const readText = async (path: string, maxBytes = maxFileBytes): Promise<string> => {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    while (length < maxBytes) {
      const chunk = Buffer.allocUnsafe(chunkBytes(length, maxBytes));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    await handle.close();
  }
};

/** The same, at once: for what the kernel itself answers. */
export const readTextNow = (path: string): string => {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length < maxFileBytes; ) {
      const chunk = Buffer.allocUnsafe(chunkBytes(length, maxFileBytes));
      const bytesRead = readSync(file, chunk);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      length += bytesRead;
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    closeSync(file);
  }
};

const attempt = async (read: () => Promise<string>): Promise<Capture> => {
  try {
    return ok(await read());
  } catch (error) {
    return failed(error);
  }
};

export const readFileCapture = (path: string): Promise<Capture> => attempt(() => readText(path));

const lines = (names: readonly string[]): string => names.join('\n');
const visible = (name: string): boolean => !name.startsWith('.');

export const readList = (path: string): Promise<Capture> =>
  attempt(async () => lines((await readdir(path)).filter(visible).sort()));

export const readLink = (path: string): Promise<Capture> => attempt(() => readlink(path));

/** Paths that match a pattern with `*` in its parts, sorted, as a shell gives them. */
export const matchPaths = async (pattern: string): Promise<string[]> => {
  let found = ['/'];
  for (const part of pattern.split('/').filter(Boolean)) {
    const next = await Promise.all(
      found.map(async (folder) => {
        if (!part.includes('*')) return [join(folder, part)];
        const names = await readdir(folder).catch(() => []);
        return names.filter((name) => visible(name) && matches(name, part)).map((name) => join(folder, name));
      }),
    );
    found = next.flat().slice(0, maxMatches);
  }
  const there = await Promise.all(found.map((path) => lstat(path).then(Boolean, () => false)));
  return found.filter((_, index) => there[index]).sort();
};

/** Whether a name matches a part with any number of `*`; linear, whatever the name holds. */
export const matches = (name: string, part: string): boolean => {
  const [head = '', ...rest] = part.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  let position = head.length;
  const end = name.length - tail.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, position);
    if (at < 0 || at + piece.length > end) return false;
    position = at + piece.length;
  }
  return true;
};

export const readPaths = (pattern: string): Promise<Capture> => attempt(async () => lines(await matchPaths(pattern)));

const can = async (path: string): Promise<string> => {
  const modes = [
    ['r', constants.R_OK],
    ['w', constants.W_OK],
    ['x', constants.X_OK],
  ] as const;
  const letters = await Promise.all(
    modes.map(([letter, mode]) =>
      access(path, mode).then(
        () => letter,
        () => '',
      ),
    ),
  );
  return letters.join('') || '-';
};

export const readStat = (path: string): Promise<Capture> =>
  attempt(async () => {
    const status = await stat(path);
    const type = status.isDirectory() ? 'dir' : status.isFile() ? 'file' : status.isSocket() ? 'socket' : 'other';
    const mode = (status.mode & 0o7777).toString(8);
    return `${type} ${await can(path)} ${status.uid} ${status.gid} ${mode}`;
  });

/** Compares two paths, separated by a blank, by device and inode. */
export const readSame = (pair: string): Promise<Capture> =>
  attempt(async () => {
    const [left, right] = await Promise.all(pair.split(' ', 2).map((path) => stat(path, { bigint: true })));
    return left?.ino === right?.ino && left?.dev === right?.dev ? 'same' : 'differs';
  });

/** Room on the file system of a path or of its nearest existing parent. */
export const readDf = (path: string): Promise<Capture> =>
  attempt(async () => {
    const real = await nearest(path);
    const { bavail, bsize, blocks, ffree, files } = await statfs(real, { bigint: true });
    // Btrfs and others have no fixed number of inodes and say 0 of 0.
    return `${bavail * bsize} ${files === 0n ? '-' : ffree} ${blocks * bsize} ${await can(real)} ${real}`;
  });

const nearest = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (path === '/' || path === '.') throw error;
    return nearest(dirname(path));
  }
};

import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import type { Artifact } from '../artifact/artifact.js';
import { type ByteSource, cached, makeArena } from '../artifact/byte-source.js';
import { describe, emptyDescription } from '../artifact/describe.js';

/**
 * Inspects a file. Never throws: what cannot be read has format "unreadable" and says why.
 * Only regular files are opened, without blocking, so a pipe or a device cannot hang it or be
 * disturbed; one that takes the place of the file in between refuses reads at an offset. Reads are synchronous: a file takes a handful of small ones, and each costs a tenth
 * of what a round trip through Node's thread pool does.
 */
export const inspectFile = async (path: string): Promise<Artifact> => inspectFileSync(path);

/** As `inspectFile`, at once. */
export const inspectFileSync = (path: string): Artifact => {
  const found = readFile(path, describe);
  return typeof found === 'string' ? unreadable(path, found) : { path, ...found };
};

/**
 * Opens a regular file and gives what `read` makes of it, or why it cannot be read.
 * @param memory for it; the shared one serves one file at a time
 */
export const readFile = <T extends object>(
  path: string,
  read: (source: ByteSource) => T,
  memory: Uint8Array = arena,
): T | string => {
  try {
    const stats = statSync(path);
    const reason = notRegular(stats);
    if (reason) return reason;
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      return read(cached(fileSource(file, stats.size), memory));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return reasonOf(error);
  }
};

/** Safe to share, since a file is read to its end before the next, and its results are only texts and numbers. */
const arena = makeArena();

const fileSource = (file: number, size: number): ByteSource => ({
  size,
  read: (offset, length, into = Buffer.allocUnsafe(length)) => {
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, into, filled, length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled === into.length ? into : into.subarray(0, filled);
  },
});

const notRegular = (stats: Stats): string | null => {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'is a directory';
  if (stats.isFIFO()) return 'is a named pipe';
  if (stats.isSocket()) return 'is a socket';
  return 'is a device';
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: a part of its path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'file name too long',
  EIO: 'disk read error (EIO)',
};

/** The system's answer in words; an error without a code is a fault of this program, and is not hidden. */
const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code) throw error;
  return reasons[code] ?? message;
};

const unreadable = (path: string, error: string): Artifact => ({
  path,
  ...emptyDescription,
  format: 'unreadable',
  error,
});

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * The text of a file that may be a stranger's: of a regular file alone, so that a pipe or a device (or a link to one)
 * neither blocks nor never ends, and of at most `maxBytes`.
 * @throws the error of the file system, or one that says in words what is wrong with the file
 */
export const readBounded = (path: string, maxBytes: number): string => {
  const file = openSync(path, flags);
  try {
    const stats = fstatSync(file);
    check(path, stats, maxBytes);
    // Files of /proc say that they are empty, and one may grow while it is read.
    const buffer = Buffer.alloc(Math.min(maxBytes, Math.max(stats.size, 65_536)));
    let filled = 0;
    for (let count = -1; count !== 0 && filled < buffer.length; filled += count) {
      count = readSync(file, buffer, filled, buffer.length - filled, filled);
    }
    return buffer.toString('utf8', 0, filled);
  } finally {
    closeSync(file);
  }
};

/**
 * The same for larger ones, as bytes, and Ctrl-C is heard meanwhile.
 * @throws also when the signal was aborted
 */
export const readLarge = async (path: string, maxBytes: number, signal: AbortSignal): Promise<Buffer> => {
  const file = await open(path, flags);
  try {
    const stats = await file.stat();
    check(path, stats, maxBytes);
    const buffer = Buffer.alloc(stats.size);
    let filled = 0;
    for (let count = -1; count !== 0 && filled < buffer.length; filled += count) {
      if (signal.aborted) throw new DOMException('it was interrupted', 'AbortError');
      count = (await file.read(buffer, filled, Math.min(buffer.length - filled, pieceBytes), filled)).bytesRead;
    }
    return buffer.subarray(0, filled);
  } finally {
    await file.close();
  }
};

const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const pieceBytes = 1 << 20;

const check = (path: string, stats: Stats, maxBytes: number): void => {
  if (!stats.isFile()) throw new Error(`not a regular file: ${path}`);
  if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes, more than ${maxBytes}: ${path}`);
};

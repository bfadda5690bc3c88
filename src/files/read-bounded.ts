import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * The text of a file that may be a stranger's: of a regular file alone, so that a pipe or a device (or a link to one)
 * neither blocks nor never ends, and of at most `maxBytes`.
 * @throws the error of the file system, or one that says in words what is wrong with the file
 */
export const readBounded = (path: string, maxBytes: number): string => {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error(`not a regular file: ${path}`);
    if (stats.size > maxBytes) throw new Error(`it has ${stats.size} bytes, more than ${maxBytes}: ${path}`);
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

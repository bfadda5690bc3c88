import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const tailBytes = 32 * 1024;

/** The end of a log, of a bounded length; empty where it cannot be read. */
export const logTail = (path: string | null, bytes = tailBytes): string => {
  if (path === null) return '';
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, bytes));
      const count = readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8', 0, count);
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
};

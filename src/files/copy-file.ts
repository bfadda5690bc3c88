import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export interface CopyFileOptions {
  readonly signal: AbortSignal;
  /** Whether a link may stand in the place of the file. */
  readonly follow: boolean;
  /** Waits for what else happens, after each piece. */
  readonly breathe?: () => Promise<unknown>;
}

const pieceBytes = 1 << 20;
// One for all: nothing else runs between the read of a piece and its write.
const buffer = Buffer.alloc(pieceBytes);
const zeros = Buffer.alloc(pieceBytes);

/**
 * Copies a regular file with its mode to a place where none is, in pieces, so that Ctrl-C is heard: then the copy is not
 * whole. What is all zero stays a hole. A pipe or a device neither blocks nor never ends.
 * @throws the error of the file system, or one that says that it is no regular file
 */
export const copyFile = async (
  from: string | Buffer,
  to: string | Buffer,
  { signal, follow, breathe = setImmediate }: CopyFileOptions,
): Promise<void> => {
  const source = openSync(from, constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW));
  try {
    const about = fstatSync(source);
    if (!about.isFile()) throw new Error(`not a regular file: ${from}`);
    if (about.size > pieceBytes && sharesBlocks(source, to)) return;
    const target = openSync(to, 'wx', about.mode & 0o777);
    try {
      fchmodSync(target, about.mode & 0o777);
      let at = 0;
      for (let count = -1; count !== 0 && !signal.aborted; at += count) {
        count = readSync(source, buffer, 0, pieceBytes, at);
        const piece = buffer.subarray(0, count);
        if (!piece.equals(zeros.subarray(0, count))) writeAll(target, piece, at);
        await breathe();
      }
      ftruncateSync(target, at);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
};

/** Whether a copy was made that shares its blocks, at once, as Btrfs and XFS can. */
const sharesBlocks = (source: number, to: string | Buffer): boolean => {
  try {
    copyFileSync(`/proc/self/fd/${source}`, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    return false;
  }
};

const writeAll = (file: number, piece: Buffer, position: number): void => {
  for (let done = 0; done < piece.length; ) {
    done += writeSync(file, piece, done, piece.length - done, position + done);
  }
};

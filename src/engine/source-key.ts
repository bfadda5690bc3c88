import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { isLeftBehind } from '../build/project/copy-sources.js';
import { inTurns } from '../files/turns.js';

const limits = { entries: 100_000, bytes: 1 << 30 };
const chunk = Buffer.allocUnsafe(1 << 20);
const slash = Buffer.from('/');
/** What a repository says that a build can ask of it; its index changes when somebody only looks. */
const repository = ['HEAD', 'packed-refs', 'refs'];

/**
 * The sources that a build of a folder copies, as one word: names, kinds, contents and whether they are executable, but
 * no times. What other builds left does not count.
 * @returns null where there is too much of it, some cannot be read, or the signal ends it
 */
export const sourceKey = async (folder: string, signal?: AbortSignal): Promise<string | null> => {
  const hash = createHash('sha256');
  const left = { ...limits };
  const ended = inTurns(signal);
  const visit = async (path: Buffer, inside: string): Promise<boolean> => {
    for (const name of readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare)) {
      if (--left.entries < 0 || (await ended())) return false;
      const entry = Buffer.concat([path, slash, name]);
      const about = lstatSync(entry);
      const text = name.toString();
      if (text !== '.git' && isLeftBehind(entry, text, about)) continue;
      if (inside === '.git/' && !repository.includes(text)) continue;
      hash.update(name).update(about.isDirectory() ? '/' : about.isSymbolicLink() ? '@' : '\0');
      if (about.isDirectory()) {
        if (!(await visit(entry, `${inside}${text}/`))) return false;
        hash.update('\0\0');
      } else if (about.isSymbolicLink()) hash.update(readlinkSync(entry, { encoding: 'buffer' })).update('\0');
      else if (about.isFile()) {
        left.bytes -= about.size;
        if (left.bytes < 0) return false;
        hash.update(`${about.mode & 0o111} ${about.size} `);
        addContent(hash, entry);
      }
    }
    return true;
  };
  try {
    return (await visit(Buffer.from(folder), '')) ? hash.digest('hex') : null;
  } catch {
    return null;
  }
};

const addContent = (hash: Hash, path: Buffer): void => {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (let count = -1; count !== 0; ) {
      count = readSync(file, chunk, 0, chunk.length, null);
      hash.update(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
};

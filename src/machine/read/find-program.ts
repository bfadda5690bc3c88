import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedCapture, TextCapture } from '../capture.js';
import type { Environment } from '../expand.js';
import { searchPath } from '../search-path.js';
import { failed, ok } from './errno.js';

/** How long a folder of the search path may take at least to say what is in it: one on a server that is gone never does. */
const leastListingMs = 500;

/** Finds programs on the search path of an environment. */
export interface ProgramFinder {
  /** The path; ENOENT where there is no such program, "timeout" where a folder that could hold it did not answer. */
  find(name: string): Promise<TextCapture | FailedCapture>;
  /** All whose names match a pattern with stars, as the key `programs:` says (capture.ts). */
  match(pattern: string): Promise<TextCapture | FailedCapture>;
}

/** Names that are listed: others, of a hostile folder, are no compilers. */
const plain = /^[\w+-][\w.+-]*$/;
const maxMatches = 1024;

/**
 * Finds programs as a shell would; every folder is listed once, since there are many names and few folders.
 * @param deadlineMs for all that is read
 */
export const programFinder = (env: Environment, deadlineMs = 0): ProgramFinder => {
  const listingMs = Math.max(leastListingMs, deadlineMs / 10);
  const folders = searchPath(env).map((folder) => ({ folder, names: namesIn(folder, listingMs) }));
  const find: ProgramFinder['find'] = async (name) => {
    let silent = false;
    for (const { folder, names } of folders) {
      const known = await names;
      if (known === 'late') silent = true;
      if (known === 'late' || (known && !known.has(name))) continue;
      const path = join(folder, name);
      if (await isProgram(path)) return ok(path);
    }
    return failed(silent ? 'timeout' : 'ENOENT');
  };
  const match: ProgramFinder['match'] = async (pattern) => {
    const wanted = new RegExp(`^${pattern.split('*').map(escapePattern).join('.*')}$`);
    const found: string[] = [];
    let unread: string | null = null;
    for (const { folder, names } of folders) {
      const known = await names;
      if (known === 'late') unread = 'timeout';
      else if (known === null) unread ??= 'EACCES';
      else
        for (const name of [...known].filter((each) => plain.test(each) && wanted.test(each)).sort())
          if (found.length < maxMatches && (await isProgram(join(folder, name)))) found.push(join(folder, name));
    }
    return found.length === 0 && unread !== null ? failed(unread) : ok(found.join('\n'));
  };
  return { find, match };
};

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The names in a folder; null where it may be searched but not listed. */
const namesIn = async (folder: string, listingMs: number): Promise<ReadonlySet<string> | 'late' | null> => {
  // In the turn after: a process that was busy meanwhile has answers waiting that it has not read.
  const late = new Promise<'late'>((resolve) => setTimeout(() => setImmediate(resolve, 'late'), listingMs).unref());
  try {
    const names = await Promise.race([readdir(folder), late]);
    return names === 'late' ? names : new Set(names);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? null : new Set();
  }
};

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // no such file, or not to be run by this user
  }
};

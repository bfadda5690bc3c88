import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A part is written within moments: one that has not changed for this long was left by a run that was killed. */
const abandonedMs = 60_000;

/** Where a file is written before it is moved into its place: beside it, under a name as `atomically` gives. */
export const partOf = (path: string): string => {
  const now = Date.now().toString().slice(-10);
  return `${path}.tmp-${now}${randomBytes(3).toString('hex')}`;
};

/** Removes what runs that were killed left of a file in the middle of writing it. */
export const clearParts = (path: string): void => {
  const prefix = `${basename(path)}.tmp-`;
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!name.startsWith(prefix) || !/^\d{10}[0-9a-f]{6}$/.test(name.slice(prefix.length))) continue;
      const part = join(dirname(path), name);
      const stat = lstatSync(part);
      if (stat.isFile() && Date.now() - stat.mtimeMs > abandonedMs) rmSync(part, { force: true });
    }
  } catch {
    // No such folder, or not ours to clear: writing itself reports what is wrong.
  }
};

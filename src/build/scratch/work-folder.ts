import { lstatSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ensureOwn } from '../../files/in-project.js';
import { lockFile } from '../../files/kernel-lock.js';
import { readBounded } from '../../files/read-bounded.js';
import { writeWhole } from '../../files/write-whole.js';
import { cacheFolder } from '../../settings/paths.js';
import { removeTree } from './remove-tree.js';
import { refusesToExecute } from './scratch.js';
import { sizeBelow } from './size-below.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A folder in which builds of one project by one setup go on from the one before. */
export interface WorkFolder {
  /** Absolute; holds what the build before left. */
  readonly path: string;
  /** Lets others use it; the oldest folders above the limit are removed, this one too where it is alone above it. */
  end(): Promise<void>;
}

/** Folder of all of them. */
export const workFolders = (env: Env): string => join(cacheFolder(env), 'musl-wizard', 'builds');

/** What all of them together may take. */
const maxBytes = 4 * 1024 ** 3;
const sizeName = 'size';

/**
 * Takes the folder for a key, which is made where it is missing. Null where another run is using it, nobody can tell,
 * somebody else could write to it, or no program can be executed there: then a build begins from nothing, elsewhere.
 * @param key one word, the same for builds of the same project, setup and tools
 * @param project absolute path of the project
 */
export const openWorkFolder = async (
  env: Env,
  key: string,
  project: string,
  limit = maxBytes,
): Promise<WorkFolder | null> => {
  const root = workFolders(env);
  const path = join(root, key);
  try {
    if (!ensureOwn(path, project)) return null;
    const lock = lockFile(join(root, `${key}.lock`));
    if (typeof lock !== 'object') return null;
    if ((await refusesToExecute(path)) !== null) {
      lock.release();
      return null;
    }
    return {
      path,
      end: async () => {
        try {
          writeWhole(join(path, sizeName), `${await sizeBelow(path)}\n`);
          const now = new Date();
          utimesSync(path, now, now);
          await prune(root, key, limit);
        } finally {
          lock.release();
        }
      },
    };
  } catch {
    return null; // no such place: it is as if nothing had been kept
  }
};

/** Removes the folders that were used longest ago above the limit, unless a run is using them. */
const prune = async (root: string, own: string, limit: number): Promise<void> => {
  const folders = readdirSync(root)
    .flatMap((name) => {
      const about = lstatSync(join(root, name), { throwIfNoEntry: false });
      return about?.isDirectory() ? [{ name, usedAt: about.mtimeMs, bytes: sizeIn(join(root, name)) }] : [];
    })
    .sort((one, other) => other.usedAt - one.usedAt);
  let total = 0;
  for (const { name, bytes } of folders) {
    total += bytes;
    if (total <= limit) continue;
    const lock = name === own ? null : lockFile(join(root, `${name}.lock`));
    if (lock === 'held' || lock === 'unknown') continue;
    await removeTree(join(root, name));
    lock?.release();
  }
};

/** As it was when its last build ended; a build that was killed left none. */
const sizeIn = (folder: string): number => {
  try {
    return Number.parseInt(readBounded(join(folder, sizeName), 64), 10) || 0;
  } catch {
    return statSync(folder, { throwIfNoEntry: false })?.size ?? 0;
  }
};

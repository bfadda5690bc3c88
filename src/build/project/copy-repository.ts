import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { copyFile } from '../../files/copy-file.js';
import { readBounded } from '../../files/read-bounded.js';

const limits = { refs: 20_000, textBytes: 1 << 20 };

/**
 * Gives a copy of a project's sources its Git repository, so that a version which the build asks of Git stays right.
 * Its objects stay where they are and are only read, as `git clone --shared` has it; what Git writes in the copy, it
 * writes there. Where there is no repository, or one that cannot be read, there is none in the copy either.
 * @param from folder of the sources
 * @param to their copy
 */
export const copyRepository = async (from: string, to: string, signal: AbortSignal): Promise<void> => {
  const copy = join(to, '.git');
  try {
    const own = folderOf(from);
    if (own === null) return;
    const common = commonOf(own);
    mkdirSync(join(copy, 'objects/info'), { recursive: true, mode: 0o700 });
    writeFileSync(join(copy, 'objects/info/alternates'), `${join(common, 'objects')}\n`);
    writeFileSync(join(copy, 'config'), withoutPlaces(readBounded(join(common, 'config'), limits.textBytes)));
    const options = { signal, follow: true };
    await copyFile(join(own, 'HEAD'), join(copy, 'HEAD'), options);
    for (const [folder, name] of [
      [own, 'index'],
      [common, 'packed-refs'],
      [common, 'shallow'],
    ] as const)
      if (existsSync(join(folder, name))) await copyFile(join(folder, name), join(copy, name), options);
    let left = limits.refs;
    const copyAll = async (name: string): Promise<void> => {
      mkdirSync(join(copy, name), { mode: 0o700 });
      for (const entry of readdirSync(join(common, name), { withFileTypes: true })) {
        if (--left < 0) throw new Error('too many references');
        const path = `${name}/${entry.name}`;
        if (entry.isDirectory()) await copyAll(path);
        else if (entry.isFile()) await copyFile(join(common, path), join(copy, path), options);
      }
    };
    for (const name of ['refs', 'reftable']) if (existsSync(join(common, name))) await copyAll(name);
  } catch {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** The folder of a repository: `.git` itself, or what stands in it, of a worktree or a submodule; null where there is none. */
const folderOf = (from: string): string | null => {
  const path = join(from, '.git');
  const about = lstatSync(path, { throwIfNoEntry: false });
  if (about?.isDirectory()) return path;
  if (!about?.isFile()) return null;
  const named = /^gitdir: (.+)$/m.exec(readBounded(path, limits.textBytes))?.[1];
  return named === undefined ? null : resolve(dirname(path), named);
};

/** Of a worktree the folder that it shares with the others. */
const commonOf = (own: string): string => {
  const file = join(own, 'commondir');
  return existsSync(file) ? resolve(own, readBounded(file, limits.textBytes).trim()) : own;
};

// Of a submodule the configuration names where its files are; a monitor watches the files there.
const withoutPlaces = (config: string): string =>
  config
    .split('\n')
    .filter((line) => !/^\s*(?:worktree|fsmonitor|hookspath)\s*=/i.test(line))
    .join('\n');

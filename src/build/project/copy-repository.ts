import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { copyFile } from '../../files/copy-file.js';
import { readBounded } from '../../files/read-bounded.js';
import type { Environment } from '../../machine/expand.js';
import { queryEnvironment, queryFolder } from '../../machine/query-environment.js';

const limits = { refs: 20_000, textBytes: 1 << 20 };

/**
 * Gives a copy of a project's sources its Git repository, so that a version which the build asks of Git stays right.
 * Its objects stay where they are and are only read, as `git clone --shared` has it; what Git writes in the copy, it
 * writes there. Of its configuration only `keptSettings` are copied: none of them starts a program or reads another file.
 * Where there is no repository, or one that cannot be read, there is none in the copy either.
 * @param from folder of the sources
 * @param to their copy
 * @param env environment in which git is found
 */
export const copyRepository = async (
  from: string,
  to: string,
  { env, signal }: { readonly env: Environment; readonly signal: AbortSignal },
): Promise<void> => {
  const copy = join(to, '.git');
  try {
    const own = folderOf(from);
    if (own === null) return;
    const common = commonOf(own);
    mkdirSync(join(copy, 'objects/info'), { recursive: true, mode: 0o700 });
    writeFileSync(join(copy, 'objects/info/alternates'), `${join(common, 'objects')}\n`);
    const settings = readBounded(join(common, 'config'), limits.textBytes);
    writeFileSync(join(copy, 'config'), await safeSettings(settings, queryEnvironment(env, from)));
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

/** How a repository is stored, what its files are compared by, and where it came from. */
const keptSettings =
  /^(?:core\.(?:repositoryformatversion|bare|filemode|symlinks|ignorecase|precomposeunicode|autocrlf|safecrlf|eol|abbrev)|extensions\.(?:objectformat|refstorage)|remote\.[^\n]*\.url)$/;

/** Those settings, as git itself reads them; where it is not installed, those of any repository. @throws where it cannot */
const safeSettings = async (settings: string, env: Environment): Promise<string> => {
  const { exitCode, code, stdout } = await execa(
    'git',
    ['config', '--file', '-', '--no-includes', '--list', '--null'],
    {
      cwd: queryFolder,
      env,
      extendEnv: false,
      reject: false,
      input: settings,
      stripFinalNewline: false,
      timeout: 10_000,
      maxBuffer: 4 * limits.textBytes,
    },
  );
  if (code === 'ENOENT') return '[core]\n\trepositoryformatversion = 0\n';
  if (exitCode !== 0) throw new Error('git cannot read the configuration');
  return stdout
    .split('\0')
    .map((entry) => /^([^\n]+)\n(.*)$/s.exec(entry) ?? [])
    .map(([, name = '', value = '']) => (keptSettings.test(name) ? asSetting(name, value) : ''))
    .join('');
};

/** One setting as a section of its own; git-config(1), "Syntax". */
const asSetting = (name: string, value: string): string => {
  const [dot, last] = [name.indexOf('.'), name.lastIndexOf('.')];
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  const section = dot === last ? '' : ` ${quoted(name.slice(dot + 1, last))}`;
  return `[${name.slice(0, dot)}${section}]\n\t${name.slice(last + 1)} = ${quoted(value)}\n`;
};

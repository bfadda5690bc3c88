import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyRepository } from '../../../src/build/project/copy-repository.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-repository-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (at: string, ...words: string[]): string =>
  execFileSync('git', ['-C', at, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: folder, GIT_CEILING_DIRECTORIES: folder },
  }).trim();

/** A repository with one commit, tagged, and its sources copied without it. */
const sources = (name: string): { from: string; to: string } => {
  const [from, to] = [join(folder, name), join(folder, `${name}-copy`)];
  mkdirSync(from);
  writeFileSync(join(from, 'a.c'), 'int main(void) { return 0; }\n');
  git(from, 'init', '-q');
  git(from, 'add', '.');
  git(from, 'commit', '-qm', 'one');
  git(from, 'tag', '-am', 'first', 'v1.2.3');
  cpSync(join(from, 'a.c'), join(to, 'a.c'));
  return { from, to };
};

it('keeps what git describe says, and leaves the repository itself alone', async () => {
  const { from, to } = sources('plain');
  await copyRepository(from, to, new AbortController().signal);
  expect(git(to, 'describe', '--dirty')).toBe('v1.2.3');
  writeFileSync(join(to, 'a.c'), 'changed\n');
  git(to, 'commit', '-qam', 'in the copy');
  expect(git(to, 'describe')).toMatch(/^v1\.2\.3-1-g/);
  expect(git(from, 'describe', '--dirty')).toBe('v1.2.3');
});

it('knows the repository of a worktree and of a submodule', async () => {
  const { from } = sources('whole');
  git(from, 'worktree', 'add', '-q', join(folder, 'tree'));
  const above = sources('above');
  git(above.from, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', from, 'below');
  for (const tree of [join(folder, 'tree'), join(above.from, 'below')]) {
    const to = `${tree}-copy`;
    cpSync(join(tree, 'a.c'), join(to, 'a.c'));
    await copyRepository(tree, to, new AbortController().signal);
    expect(git(to, 'describe', '--dirty')).toBe('v1.2.3');
  }
});

it('makes none where there is none, or a broken one', async () => {
  const { to } = sources('none');
  await copyRepository(join(folder, 'nowhere'), to, new AbortController().signal);
  writeFileSync(join(folder, '.git'), 'gitdir: /nowhere\n');
  await copyRepository(folder, to, new AbortController().signal);
  expect(readdirSync(to)).toEqual(['a.c']);
});

it.each([
  ['.git/HEAD', 'mkfifo "$1"'],
  ['.git/index', 'mkfifo "$1"'],
  ['.git/packed-refs', 'ln -s /dev/zero "$1"'],
])('gives no repository where %s is no file, and does not wait for it', async (name, make) => {
  const { from, to } = sources('odd');
  rmSync(join(from, name), { force: true });
  execFileSync('sh', ['-c', make, 'sh', join(from, name)]);
  await copyRepository(from, to, new AbortController().signal);
  expect(readdirSync(to)).toEqual(['a.c']);
});

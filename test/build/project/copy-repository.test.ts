import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const around = () => ({ env: { PATH: process.env.PATH, HOME: folder }, signal: new AbortController().signal });

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
  await copyRepository(from, to, around());
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
    await copyRepository(tree, to, around());
    expect(git(to, 'describe', '--dirty')).toBe('v1.2.3');
  }
});

it('makes none where there is none, or a broken one', async () => {
  const { to } = sources('none');
  await copyRepository(join(folder, 'nowhere'), to, around());
  writeFileSync(join(folder, '.git'), 'gitdir: /nowhere\n');
  await copyRepository(folder, to, around());
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
  await copyRepository(from, to, around());
  expect(readdirSync(to)).toEqual(['a.c']);
});

it('takes over no setting that starts a program or reads another file', async () => {
  const { from, to } = sources('hostile');
  const sprung = join(folder, 'sprung');
  const run = `touch ${sprung}; cat`;
  writeFileSync(join(from, 'included'), `[core] fsmonitor = "${run}"\n`);
  const settings = [
    `[core] fsmonitor = "${run}"`,
    '[core]hooksPath=hooks',
    `[CORE]\n\tpager = "${run}"\n\tsshCommand = "${run}"\n\teditor = "${run}"`,
    '[include] path = ../included',
    '[includeIf "gitdir:/"] path = ../included',
    `[filter "all"] clean = "${run}"\n\tsmudge = "${run}"\n\trequired`,
    `[diff "all"] textconv = "${run}"`,
    `[alias] describe = "!${run}"`,
    `[remote "or\\"igin"] url = "ext::sh -c \\"${run}\\"" # shown by builds, fetched by none\n\tuploadpack = "${run}"`,
    '[core] worktree = /',
  ];
  writeFileSync(
    join(from, '.git/config'),
    `${readFileSync(join(from, '.git/config'), 'utf8')}${settings.join('\n')}\n`,
  );
  writeFileSync(join(from, '.gitattributes'), '* filter=all diff=all\n');
  cpSync(join(from, '.gitattributes'), join(to, '.gitattributes'));
  await copyRepository(from, to, around());
  const names = git(to, 'config', '--local', '--list', '--name-only').split('\n');
  expect(names.sort()).toEqual(['core.bare', 'core.filemode', 'core.repositoryformatversion', 'remote.or"igin.url']);
  expect(git(to, 'config', 'remote.or"igin.url')).toBe(`ext::sh -c "${run}"`);
  writeFileSync(join(to, 'a.c'), 'changed\n');
  for (const words of [['status'], ['diff'], ['log', '-p'], ['add', '.'], ['commit', '-qm', 'two'], ['describe']])
    git(to, ...words);
  expect(existsSync(sprung)).toBe(false);
});

it('knows a repository of other hashes', async () => {
  const { from, to } = sources('other');
  rmSync(join(from, '.git'), { recursive: true });
  git(from, 'init', '-q', '--object-format=sha256');
  git(from, 'add', '.');
  git(from, 'commit', '-qm', 'one');
  await copyRepository(from, to, around());
  expect(git(to, 'rev-parse', 'HEAD')).toBe(git(from, 'rev-parse', 'HEAD'));
});

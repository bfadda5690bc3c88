import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TerminalRun } from './terminal.js';

const program = join(process.cwd(), 'dist/musl-wizard.cjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-headless-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('without a terminal says so and shows what doctor says', async () => {
  const { stdout, stderr } = await execa(process.execPath, [program, '--config-dir', folder], {
    cwd: folder,
    stdin: 'ignore',
    reject: false,
  });
  expect(stderr).toContain('Standard input is not a terminal');
  expect(stderr).not.toContain('Raw mode');
  expect(`${stdout}${stderr}`).not.toMatch(/\x1b/);
});

it('with TERM=dumb draws nothing and shows what doctor says', async () => {
  const run = new TerminalRun({ env: { TERM: 'dumb' } });
  try {
    await run.waitFor('TERM=dumb');
    run.send('\x03');
    await run.end();
    expect(run.output).not.toMatch(/\x1b/);
  } finally {
    run.close();
  }
});

/** The program with its outputs bound by the shell, since execa would read them itself. */
const withOutputs = (outputs: string, words: readonly string[]) =>
  execa('sh', ['-c', `exec "$0" "$@" ${outputs}`, process.execPath, program, ...words], { reject: false });

it.each([['--version'], ['--help'], ['inspect', process.execPath], ['flow', 'list']])(
  'says when the answer of %s was lost',
  async (...words) => {
    const { exitCode, stderr } = await withOutputs('>/dev/full', words);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^musl-wizard: The output could not be written to standard output\.\n {2}ENOSPC[^\n]*$/);
  },
);

it('keeps its exit code where nobody can hear why', async () => {
  expect((await withOutputs('2>/dev/full', ['explain', '/nowhere'])).exitCode).toBe(2);
});

it('says when its folder was removed', async () => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const script = 'cd "$0" && rmdir "$0" && exec "$1" "$2" status';
  const { exitCode, stderr } = await execa('sh', ['-c', script, folder, process.execPath, program], { reject: false });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('The current folder was deleted.');
  expect(stderr).not.toContain('bug in musl-wizard');
});

it('says of a folder whose name is not UTF-8 that it cannot work there, not that there is no project', async () => {
  const script = 'cd "$0" && odd=$(printf "n\\377") && mkdir "$odd" && cd "$odd" && exec "$1" "$2" build';
  const { exitCode, stderr } = await execa('sh', ['-c', script, folder, process.execPath, program], { reject: false });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^musl-wizard: The path of this folder is not UTF-8[\s\S]*→ .*cp -a \. /);
});

it.each([
  [{ FORCE_COLOR: '0' }, false],
  [{ FORCE_COLOR: 'false' }, false],
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('with %j in a pipe is coloured: %s', async (variables, coloured) => {
  const { stdout } = await execa(process.execPath, [program, 'inspect', process.execPath], {
    env: { NO_COLOR: undefined, ...variables },
  });
  expect(/\x1b\[/.test(stdout)).toBe(coloured);
});

it.each([
  [['doctor', '--nope'], "unknown option '--nope'", 'doctor --help'],
  [['doctor', '--domain'], "option '--domain <name>' argument missing", 'doctor --help'],
  [['--nope'], "unknown option '--nope'", '--help'],
  [['frobnicate'], "unknown command 'frobnicate'", '--help'],
  [['docter', '--json'], "unknown command 'docter'\n(Did you mean doctor?)", '--help'],
])('of %j says what is wrong and where help is', async (words, wrong, help) => {
  const { exitCode, stderr } = await execa(process.execPath, [program, ...words], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`musl-wizard: ${wrong}\n  → node ${program} ${help}`);
});

it('Ctrl-C at a question ends it, without blame', async () => {
  writeFileSync(join(folder, 'Makefile'), 'x: x.c\n');
  writeFileSync(join(folder, 'x.c'), 'int main(void) { return 0; }\n');
  const run = new TerminalRun({ cwd: folder, args: ['recipe', 'glibc-static', '--write'] });
  try {
    await run.waitFor('Write Makefile.static? [y/N]');
    run.send('\x03');
    expect((await run.end()).code).toBe(130);
    expect(run.output).not.toContain('bug in musl-wizard');
  } finally {
    run.close();
  }
  expect(existsSync(join(folder, 'Makefile.static'))).toBe(false);
});

it.each(['choose', 'doctor'])('%s takes a ladder of the user', async (command) => {
  const ladder = join(folder, 'ladder.yaml');
  writeFileSync(ladder, 'order: [nope]\n');
  const { exitCode, stderr } = await execa(process.execPath, [program, command, '--ladder', ladder], { reject: false });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is not a ladder');
});

it.each([
  ['as a descriptor', 'exec 3< <(echo "$2"); sleep 0.3; exec "$0" "$1" explain /dev/fd/3'],
  ['by a link to it', 'exec 3< <(echo "$2"); sleep 0.3; ln -s /proc/self/fd/3 log; exec "$0" "$1" explain log'],
  ['as standard input, by its path', 'echo "$2" | { sleep 0.3; exec "$0" "$1" explain /dev/stdin; }'],
  ['by a process substitution', 'exec "$0" "$1" explain <(echo "$2")'],
])('explains a log whose writer is done before it is read, given %s', async (_, script) => {
  const log = '/usr/bin/ld: cannot find -lc';
  const { stdout } = await execa('bash', ['-c', script, process.execPath, program, log], {
    cwd: folder,
    timeout: 300_000,
  });
  expect(stdout).toContain('line 1');
});

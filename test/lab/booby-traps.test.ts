/**
 * Opening a folder runs nothing of it. In a folder full of traps, and beside another user's traps in a shared temporary
 * folder, every command that promises to run no code of a project is watched call by call: no trap is started, and no
 * tool so much as opens a planted file. (This program itself reads a project's files, as data.)
 */
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TerminalRun } from '../pty/terminal.js';
import { carelessEnvironment, plantTraps, type Traps } from '../support/booby-traps.js';
import { describeLab, program, root } from '../support/lab.js';
import { readTrace, traced } from '../support/trace.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const neighbour = 4242;

interface Scene {
  readonly traps: Traps;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

let base: string;
let scenes: Record<string, Scene>;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'mw-traps-'));
  chmodSync(base, 0o755);
  const home = join(base, 'home');
  mkdirSync(home);
  const env = {
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: process.env.PATH ?? '',
    PYTHONDONTWRITEBYTECODE: '1',
    ...toolchains(home),
  };

  const project = join(base, 'project');
  const below = join(base, 'outer/project');
  mkdirSync(below, { recursive: true });
  writeFileSync(join(below, 'main.c'), 'int main(void) { return 0; }\n');
  const shared = join(base, 'shared');
  mkdirSync(join(shared, 'mine'), { recursive: true });
  cpSync(join(below, 'main.c'), join(shared, 'mine/main.c'));

  // A saved setup, so that `status` has facts to look at.
  const words = ['choose', '--rung', 'glibc-static', '--yes'];
  await execa(process.execPath, [cli, ...words], {
    cwd: below,
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: 90_000,
  });

  const scene = (title: string, planted: string, cwd: string, more: Readonly<Record<string, string>> = {}): Scene => ({
    traps: plantTraps(planted, join(base, `sprung-${title.replaceAll(' ', '-')}`)),
    cwd,
    env: { ...env, ...more },
  });
  scenes = {
    project: scene('a project', project, project),
    careless: scene('careless variables', join(base, 'careless'), join(base, 'careless'), {
      ...carelessEnvironment(join(base, 'careless')),
    }),
    // As a directory environment has it that keeps all of a project in the project.
    home: scene('a home in the project', join(base, 'housed'), join(base, 'housed'), {
      ...carelessEnvironment(join(base, 'housed')),
      HOME: join(base, 'housed'),
    }),
    above: scene('a folder above', join(base, 'outer'), below, {
      PATH: `${join(base, 'outer/node_modules/.bin')}:${process.env.PATH}`,
    }),
    shared: scene('a shared temporary folder', shared, join(shared, 'mine'), { TMPDIR: shared }),
  };
  giveAway(shared);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The toolchains of this machine, for a home that has none of its own. */
const toolchains = (home: string): Readonly<Record<string, string>> => ({
  CARGO_HOME: process.env.CARGO_HOME ?? join(process.env.HOME ?? home, '.cargo'),
  PYENV_ROOT: process.env.PYENV_ROOT ?? join(process.env.HOME ?? home, '.pyenv'),
  RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(process.env.HOME ?? home, '.rustup'),
});

/** As another user's, in a folder where everybody may write. */
const giveAway = (shared: string): void => {
  chmodSync(shared, 0o1777);
  for (const name of ['ziglang', '.cargo', '.git', 'evil', 'bin']) chownSync(join(shared, name), neighbour, neighbour);
};

/** What is wrong with a run: traps that went off, were started, or were opened by a tool. */
const faults = (folder: string, file: string, scene: Scene) => {
  const { started, openedByTools } = readTrace(folder, file);
  const { files, sprung } = scene.traps;
  const unique = (paths: readonly string[]) => [...new Set(paths)].sort();
  return {
    sprung: sprung(),
    // What hangs on where a tool was started counts, too.
    started: unique(started.filter((path) => files.has(path) || !path.startsWith('/') || path.startsWith('/proc/'))),
    opened: unique(openedByTools.filter((path) => files.has(path))),
  };
};
const none = { sprung: [], started: [], opened: [] };

let runs = 0;
const watch = async (words: readonly string[], scene: Scene, file = cli) => {
  runs += 1;
  const folder = join(base, `trace-${runs}`);
  const [strace, ...args] = traced(folder, words);
  const run = await execa(strace, args, {
    cwd: scene.cwd,
    env: scene.env,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: 90_000,
  });
  return { ...run, faults: faults(folder, file, scene) };
};

const log = 'gcc: error: unrecognized command-line option\nmake: *** [Makefile:1: all] Error 1\n';
/** Commands that start many tools. */
const asking: readonly (readonly string[])[] = [
  ['doctor', '--json', '--deadline', '30'],
  ['doctor', '--on', 'local', '--on', 'exec:/bin/sh', '--json', '--deadline', '30'],
  ['snapshot'],
];
/** Others that promise to execute nothing of the current folder. */
const others: readonly (readonly string[])[] = [
  ['doctor', '--read-only', '--deadline', '30'],
  ['status'],
  ['recipe', 'zig', '--build-system', 'cargo'],
  ['recipe', 'alpine', '--build-system', 'cmake'],
  ['recipe', 'pkgs-musl', '--build-system', 'go'],
  ['explain', 'failed.log'],
  ['explain', '--on', 'local', 'failed.log'],
  ['explain', 'Makefile'],
  ['inspect', '/bin/true'],
  ['flow', 'list'],
  ['flow', 'lint'],
  ['flow', 'graph', 'musl-link-errors'],
  ['flow', 'run', 'musl-link-errors', '--json'],
  ['completion', 'bash'],
  ['complete', '--', 'fl'],
  ['--help'],
  ['--version'],
];

describeLab('the current folder', [program('strace'), program('python3'), root], () => {
  describe.each([
    ['project', [...asking, ...others]],
    ['careless', [...asking, ...others]],
    ['home', [...asking, ['status']]],
    ['above', [...asking, ['status', '--json']]],
    ['shared', asking],
  ] as const)('%s', (name, commands) => {
    beforeAll(() => {
      const { cwd } = scenes[name] as Scene;
      writeFileSync(join(cwd, 'failed.log'), log);
    });

    it.each(commands.map((words) => [words.join(' '), words] as const))(
      'is not run or obeyed by %s',
      async (_, words) => {
        const scene = scenes[name] as Scene;
        const run = await watch([process.execPath, cli, ...words], scene);
        expect(run.faults, run.stderr).toEqual(none);
        expect(run.exitCode, run.stderr).toBeLessThan(2);
      },
    );

    it('is not run or obeyed by the first screens of the wizard', async () => {
      const scene = scenes[name] as Scene;
      runs += 1;
      const folder = join(base, `trace-${runs}`);
      const command = traced(folder, [process.execPath, cli, '--config-dir', join(base, `config-${runs}`)]);
      const run = new TerminalRun({ cwd: scene.cwd, env: scene.env, command });
      try {
        // What a project's own files set is shown first, and asked.
        const question = /\[y\/N\] *$/m;
        for (;;) {
          await run.waitFor((screen) => question.test(screen) || screen.includes('Enter go on'), 60_000);
          if (!question.test(run.screen().join('\n'))) break;
          run.send('n\r');
          await run.waitFor((screen) => !question.test(screen), 30_000);
        }
        // A key counts only once the screen that it answers was painted, which takes its time under a trace.
        const asking = setInterval(() => run.send('\r'), 2000);
        await run.waitFor('Static build options', 30_000).finally(() => clearInterval(asking));
        await run.endBy('q');
      } finally {
        await run.close();
      }
      expect(faults(folder, cli, scene)).toEqual(none);
    });
  });

  it.each(['careless', 'above'])('is not run or obeyed by the log door, its log and its pager: %s', async (name) => {
    const scene = scenes[name] as Scene;
    runs += 1;
    const folder = join(base, `trace-${runs}`);
    writeFileSync(join(scene.cwd, 'failed.log'), log);
    const words = [process.execPath, cli, '--config-dir', join(base, `config-${runs}`), 'failed.log'];
    const env = { ...scene.env, PAGER: 'cat' };
    const run = new TerminalRun({ cwd: scene.cwd, env, command: traced(folder, words) });
    const press = async (key: string, until: string) => {
      const again = setInterval(() => run.send(key), 2000);
      await run.waitFor(until, 60_000).finally(() => clearInterval(again));
    };
    try {
      await run.waitFor('Enter fixes', 60_000);
      await press('l', 'e pager');
      await run.waitFor((screen) => screen.includes('Error 1'), 30_000);
      const before = run.output.length;
      run.send('e');
      // The pager has printed the log on the terminal that was lent to it.
      await expect
        .poll(() => run.output.slice(before), { timeout: 30_000 })
        .toContain('unrecognized command-line option');
      await run.endBy('\x03');
    } finally {
      await run.close();
    }
    expect(faults(folder, cli, scene)).toEqual(none);
  });

  it('is watched by a trace that does see a trap', async () => {
    const scene = scenes.project as Scene;
    const run = await watch(['/bin/sh', '-c', 'python3 -m ziglang version; ./cc; rustc --version'], scene, '/bin/sh');
    expect(run.faults.sprung).toEqual(expect.arrayContaining(['cc', 'ziglang-main']));
    expect(run.faults.started).toContain('./cc');
    expect(run.faults.opened).toContain(join(scene.cwd, 'ziglang/__main__.py'));
  });
});

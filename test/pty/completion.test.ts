import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program } from '../support/lab.js';

// Each shell for real: it reads our script, somebody types and presses TAB, and the word is there.

const doorway = fileURLToPath(new URL('../../dist/musl-wizard.cjs', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-completion-'));
  symlinkSync(doorway, join(folder, 'musl-wizard'));
  writeFileSync(join(folder, 'some unusual name.log'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the terminal shows after a line was typed and TAB pressed, once it shows `wanted`; all of it after 15 s. */
const typed = async (argv: readonly [string, ...string[]], setUp: string, line: string, wanted: string) => {
  const [shell, ...args] = argv;
  const terminal = spawn(shell, args, {
    cols: 200,
    rows: 24,
    cwd: folder,
    env: { PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder, TERM: 'dumb', LANG: 'C.UTF-8' },
  });
  let text = '';
  const shows = (what: string) =>
    new Promise<void>((resolve) => {
      const end = setTimeout(resolve, 15_000);
      const look = () => {
        if (!text.includes(what)) return;
        clearTimeout(end);
        resolve();
      };
      terminal.onData(look);
      look();
    });
  terminal.onData((chunk) => {
    text += chunk;
  });
  const gone = new Promise((resolve) => terminal.onExit(resolve));
  terminal.write(`${setUp}; echo rea''dy\r`);
  await shows('ready');
  text = '';
  terminal.write(`${line}\t`);
  await shows(wanted);
  terminal.kill('SIGKILL');
  await gone;
  return text;
};

const shells = [
  { argv: ['bash', '--norc', '-i'], setUp: 'eval "$(musl-wizard completion bash)"' },
  { argv: ['zsh', '-f', '-i'], setUp: 'autoload -U compinit; compinit -u; eval "$(musl-wizard completion zsh)"' },
  { argv: ['fish', '--no-config', '-i'], setUp: 'musl-wizard completion fish | source' },
] as const;

for (const { argv, setUp } of shells) {
  describeLab(`completion in ${argv[0]}`, [program(argv[0])], () => {
    it.each([
      ['musl-wizard ins', 'inspect'],
      ['musl-wizard canary gli', 'glibc-static'],
      ['musl-wizard doctor --dom', '--domain'],
      ['musl-wizard flow run restr', 'restricted-container'],
      ['musl-wizard explain some\\ un', 'name.log'],
    ])('%s', async (line, wanted) => {
      expect(await typed(argv, setUp, line, wanted)).toContain(wanted);
    });

    it('never runs what stands in the words', async () => {
      await typed(argv, setUp, 'musl-wizard canary "$(touch ran)" gli', 'glibc-static');
      expect(existsSync(join(folder, 'ran'))).toBe(false);
    });
  });
}

describeLab('completion in zsh from a file of its fpath', [program('zsh')], () => {
  it('answers the first TAB', async () => {
    const { stdout } = spawnSync(process.execPath, [doorway, 'completion', 'zsh'], { encoding: 'utf8' });
    writeFileSync(join(folder, '_musl-wizard'), stdout);
    const setUp = 'fpath=($PWD $fpath); autoload -U compinit; compinit -u -D';
    expect(await typed(['zsh', '-f', '-i'], setUp, 'musl-wizard ins', 'inspect')).toContain('inspect');
  });
});

it.each([
  ['build -- --ru', ':0'], // another tool's words
  ['flow lint ./my', ':0'],
  ['flow lint upx', 'upx\t\n:4'],
  ['inspect --files-from ', ':0'],
  ['inspect --require st', ':4'],
])('tells the shell of %s that it is to name files, by :0, or what else', (line, expected) => {
  const words = [doorway, 'complete', '--', ...line.split(' ')];
  expect(spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout).toBe(`${expected}\n`);
});

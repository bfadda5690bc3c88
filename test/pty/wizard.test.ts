import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { skipUnless, staticLibc } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';
import { slowCompiler } from './slow-compiler.js';
import { isAlive, isGivenBack, TerminalRun } from './terminal.js';

skipUnless(staticLibc);

let run: TerminalRun;
let slow: string;
beforeAll(() => {
  slow = slowCompiler();
});
afterEach(() => run.close());
/** A home beside the folder that is worked in: settings in a project do not count. */
const home = mkdtempSync(join(tmpdir(), 'mw-pty-home-'));
afterAll(() => {
  for (const each of [slow, home]) rmSync(each, { recursive: true, force: true });
});

const toLadder = async (): Promise<void> => {
  await run.waitFor('Enter go on');
  run.send('\r');
  await run.waitFor('Static build options');
  await run.select('✓ glibc-static');
};

const toTry = async (columns = 80, rows = 24, env: Record<string, string> = {}): Promise<void> => {
  run = new TerminalRun({ columns, rows, env: { PATH: `${slow}:${process.env.PATH}`, ...env } });
  await toLadder();
  run.send('\r');
  await run.waitFor('compiling unit 3');
};

const toOutcome = async (): Promise<void> => {
  run = new TerminalRun();
  await toLadder();
  run.send('\r');
  await run.waitFor('❯ Use glibc-static');
};

const expectClean = async (code: number): Promise<void> => {
  expect(await run.end()).toEqual({ code, signal: 0 });
  expect(isGivenBack(run)).toBe(true);
  expect(run.emulator.isBracketedPaste()).toBe(false);
  expect(run.emulator.scrollback().join('\n')).toContain('musl-wizard: nothing was saved.');
  expect(run.children()).toEqual([]);
};

describe.each([
  [40, 15],
  [80, 24],
  [200, 60],
])('in a terminal of %i×%i', (columns, rows) => {
  it('leads from start to a saved setup that was really built and run', async () => {
    run = new TerminalRun({ columns, rows });
    writeFileSync(join(run.folder, 'main.c'), 'int main(void) { return 0; }\n');
    await toLadder();
    run.send('\r');
    await run.waitFor('glibc-static works');
    await run.waitFor('❯ Use glibc-static');
    run.send('\r');
    await run.waitFor('new  ');
    run.send('\r');
    await run.waitFor('musl-wizard --config-dir');
    run.send('\r');
    expect(await run.end()).toEqual({ code: 0, signal: 0 });
    expect(isGivenBack(run)).toBe(true);
    const left = run.emulator.scrollback().join('\n');
    expect(left).toContain('glibc-static is saved');
    expect(left).toMatch(/Built by glibc-static.*\n {2}dist-static\/main {2}static, glibc/);
    execFileSync(join(run.folder, 'dist-static/main'));
    const [file] = readdirSync(run.settings).filter((name) => name.startsWith('project-'));
    const saved = JSON.parse(readFileSync(join(run.settings, file ?? ''), 'utf8'));
    expect(saved.setup).toMatchObject({ rung: 'glibc-static', project: run.folder });
  });

  it('shows a build as it runs, never taller than the screen', async () => {
    await toTry(columns, rows);
    const screen = run.screen();
    expect(screen[0]).toContain('Trying glibc-static');
    expect(screen.at(-1)).toBe('');
    expect(screen.at(-2)).toContain('? help');
    run.send('\x03');
    await expectClean(130);
  });
});

describe('resized in the middle of a build', () => {
  it('draws one whole frame of the new size, and says when there is too little room', async () => {
    await toTry(80, 24);
    for (const [columns, rows] of [
      [40, 15],
      [120, 40],
      [60, 12],
      [100, 30],
    ] as const) {
      run.resize(columns, rows);
      await run.waitFor((text) => text.split('\n').at(-2)?.includes('q quit') === true);
      const screen = run.screen();
      expect(screen[0]).toContain('Trying glibc');
      expect(screen.filter((row) => row.includes('Output:'))).toHaveLength(1);
      expect(screen.filter((row) => row.includes('q quit'))).toHaveLength(1);
    }
    run.resize(20, 5);
    await run.waitFor('Terminal too small');
    run.resize(80, 24);
    await run.waitFor('q quit');
    run.send('\x03');
    await expectClean(130);
  });
});

describe('Ctrl-C', () => {
  it('leaves while the machine is read', async () => {
    run = new TerminalRun();
    await run.waitFor('musl-wizard');
    run.send('\x03');
    await expectClean(130);
  });

  it('leaves from the ladder', async () => {
    run = new TerminalRun();
    await toLadder();
    run.send('\x03');
    await expectClean(130);
  });

  it('stops a build with all its processes and its scratch folder', async () => {
    const scratch = trustedFolder('mw-scratch-');
    await toTry(80, 24, { TMPDIR: scratch });
    expect(readdirSync(scratch)).not.toEqual([]);
    expect(run.children().join('\n')).toContain('cc');
    run.send('\x03');
    await expectClean(130);
    // Podman makes folders for a user who has no XDG_RUNTIME_DIR when it is asked for its version.
    expect(readdirSync(scratch).filter((name) => !/^(?:containers-user|podman-run)-\d+$/.test(name))).toEqual([]);
    rmSync(scratch, { recursive: true });
  });

  it.each([
    ['an outcome', []],
    ['the help', [['?', 'Esc close']]],
    ['the log', [['l', '/ filter']]],
    [
      'a filter that is being written',
      [
        ['l', '/ filter'],
        ['/', 'Filter:'],
        ['a', 'Filter: a'],
        ['b', 'Filter: ab'],
      ],
    ],
    ['the question whether to save', [['\r', 'Enter write']]],
  ] as const)('leaves from %s', async (_place, keys) => {
    await toOutcome();
    // A screen can change by itself (a log that is read), so that the next key came with one before it, as pasted text does.
    for (const [key, shown] of keys) {
      run.send(key);
      await run.waitFor(shown);
    }
    run.send('\x03');
    await expectClean(130);
  });
});

describe('q', () => {
  it('leaves the wizard that was started without any word', async () => {
    run = new TerminalRun({
      command: [process.execPath, join(process.cwd(), 'dist/musl-wizard.cjs')],
      env: { HOME: home },
    });
    await run.waitFor('Enter go on');
    run.send('q');
    await expectClean(0);
  });

  it('leaves at once where nothing runs', async () => {
    run = new TerminalRun();
    await toLadder();
    run.send('q');
    await expectClean(0);
  });

  it('asks first while something runs, and then stops it', async () => {
    await toTry();
    run.send('q');
    await run.waitFor('Stop it and quit?');
    run.send('j');
    await run.waitFor('❯ Stop it and quit');
    run.send('\r');
    await expectClean(0);
  });
});

describe('a signal', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 130],
  ])('%s in the middle of a build ends it in order', async (signal, code) => {
    await toTry();
    run.kill(signal);
    await expectClean(code);
  });
});

describe('a terminal', () => {
  it('that is closed ends the build', async () => {
    await toTry();
    const below = run.pids();
    expect(below.length).toBeGreaterThan(0);
    run.hangUp();
    await run.exited;
    await expect.poll(() => below.filter(isAlive), { timeout: 60_000 }).toEqual([]);
  });

  it('without UTF-8 gets ASCII alone', async () => {
    run = new TerminalRun({ env: { LANG: 'C', LC_ALL: 'C' } });
    await run.waitFor('Enter go on');
    run.send('\r');
    await run.waitFor(/> . \S+ +ready/);
    run.send('\x03');
    await run.end();
    expect(run.output).toMatch(/^[\x00-\x7f]*$/);
  });

  it.each([
    [{ NO_COLOR: '1' }, false],
    [{}, true],
  ])('with %j shows colour: %s', async (env, colour) => {
    run = new TerminalRun({ env });
    await run.waitFor('Enter go on');
    run.send('\x03');
    await run.end();
    expect(/\x1b\[(?:3[0-7]|9[0-7]|38;)/.test(run.output)).toBe(colour);
  });

  it('read aloud gets plain rows on the normal screen, and nothing that ticks', async () => {
    run = new TerminalRun({ env: { INK_SCREEN_READER: 'true', PATH: `${slow}:${process.env.PATH}` } });
    await run.waitFor('Enter go on');
    run.send('\r');
    await run.waitFor('Static build options');
    await run.select('selected: ok glibc-static, ');
    expect(run.emulator.isAlternate()).toBe(false);
    expect(run.screen().join('\n')).not.toMatch(/[✓✗●❯›█─]/);
    run.send('\r');
    await run.waitFor('Trying glibc-static');
    const before = run.output.length;
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(run.output.length - before).toBeLessThan(2000);
    run.send('\x03');
    expect((await run.end()).code).toBe(130);
  });
});

describe('Ctrl-Z', () => {
  it('gives the terminal to the shell, and fg brings the wizard back', async () => {
    run = new TerminalRun({ command: ['/bin/bash', '--norc', '-i'], env: { PS1: 'shell> ' } });
    await run.waitFor('shell>');
    run.send(`${process.execPath} ${join(process.cwd(), 'dist/musl-wizard.cjs')} --config-dir ${run.settings}\r`);
    await run.waitFor('Enter go on');
    run.send('\x1a');
    await run.waitFor('Stopped');
    expect(isGivenBack(run)).toBe(true);
    run.send('echo it is $((6*7))\r');
    await run.waitFor('it is 42');
    run.send('fg\r');
    await run.waitFor('Enter go on');
    expect(run.emulator.isAlternate()).toBe(true);
    run.send('q');
    await run.waitFor('nothing was saved');
    expect(isGivenBack(run)).toBe(true);
  });
});

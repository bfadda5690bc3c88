import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Behaviour } from '../../src/build/project/check-behaviour.js';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const rule = 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n';

describeLab('build --check', [program('make'), program('musl-gcc')], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-check-'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const build = async (name: string, files: Readonly<Record<string, string>>, ...words: string[]) => {
    const project = join(base, name);
    mkdirSync(project);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
    const env = { PATH: '/usr/bin:/bin', HOME: base, LC_ALL: 'C' };
    const args = [cli, 'build', '--rung', 'musl-gcc', ...words];
    const ran = await execa(process.execPath, args, { cwd: project, env, extendEnv: false, reject: false });
    return { ...ran, project };
  };
  const prints = (body: string) => `#include <stdio.h>\n#include <unistd.h>\nint main(int n, char **a) { ${body} }\n`;
  const behaviourOf = (stdout: string): Behaviour => (JSON.parse(stdout) as { behaviour: Behaviour }).behaviour;

  it('passes a program that does the same, with files of the project, and leaves these as they were', async () => {
    const text = prints('return printf("%s %d\\n", a[0], n) < 0;');
    const files = { Makefile: rule, 'app.c': text, 'run.sh': '"$@" x y; echo done >> written; wc -l < written\n' };
    const { exitCode, stdout, project } = await build('same', files, '--check', 'sh run.sh {}', '--check', '{app}');
    expect(stdout).toContain('Compared with a native build: the same output and exit code.');
    expect(stdout).toContain('  same: app: sh run.sh {} (exit code 0)');
    expect(readdirSync(project).toSorted()).toEqual(['Makefile', 'app.c', 'dist-static', 'run.sh']);
    expect(exitCode).toBe(0);
  });

  it('shows where a program does something else with another C library', async () => {
    const text = prints(
      '(void)n; (void)a;\n#ifdef __GLIBC__\nputs("one\\ntwo");\nreturn 0;\n#else\nputs("one\\nthree\\33[2J");\nreturn 3;\n#endif\n',
    );
    const files = { Makefile: rule, 'app.c': text };
    const { exitCode, stdout } = await build('differs', files, '--check', '{}');
    expect(stdout).toContain('Compared with a native build: it behaves differently.');
    expect(stdout).toMatch(
      / {4}exit\n {6}static: exit code 3\n {6}native: exit code 0\n {4}stdout, line 2\n {6}static: three.*\n {6}native: two$/m,
    );
    expect(stdout).not.toContain('\u001b');
    expect(exitCode).toBe(1);
  });

  it('shows no secret, of a command, of the environment or where a line is cut', async () => {
    const line = (end: string) => `printf("%01985d glpat-ABCDEFGHIJKLMNOPQRST${end}\\n", 0);`;
    const text = prints(`(void)n; (void)a;\n#ifdef __GLIBC__\n${line('01')}\n#else\n${line('02')}\n#endif\nreturn 0;`);
    const files = { Makefile: rule, 'app.c': text };
    const checked = await build('secrets', files, '--check', '{} --password=planted-secret', '--json');
    expect(checked.stdout).not.toMatch(/planted-secret|ABCD/);
    const { checks } = behaviourOf(checked.stdout);
    expect(checks[0]).toMatchObject({ command: '{} --password=***', same: false });
  });

  it.each([
    ['a program that differs from run to run', rule, 'the native program itself does something else each time'],
    [
      'no native build',
      `ifneq ($(filter %/cc musl-gcc,$(firstword $(CC))),)\n${rule}else\napp:\n\tfalse\nendif\n`,
      'there is no native build to compare it with',
    ],
  ])('is not passed, but not compared: %s', async (name, makefile, reason) => {
    const files = { Makefile: makefile, 'app.c': prints('(void)n; (void)a; return printf("%d\\n", getpid()) < 0;') };
    const { exitCode, stdout } = await build(name.replaceAll(' ', '-'), files, '--check', '{}', '--json');
    const { checks } = behaviourOf(stdout);
    expect(checks).toMatchObject([{ command: '{}', program: 'app', same: null }]);
    expect(checks[0]?.reason?.toLowerCase()).toBe(`${reason}.`);
    expect(exitCode).toBe(1);
  });

  it('is no proof where the command was not found', async () => {
    const files = { Makefile: rule, 'app.c': prints('(void)n; (void)a; return 0;') };
    const { exitCode, stdout } = await build('unfound', files, '--check', 'no-such-tool {}');
    expect(stdout).toContain('  not compared: app: no-such-tool {}');
    expect(stdout).toContain('It could not be started (exit code 127)');
    expect(exitCode).toBe(1);
  });

  it('ends with the command, whatever it left behind', async () => {
    const text = prints('(void)n; (void)a; if (!fork()) { setsid(); sleep(4711); } return puts("over") < 0;');
    const { exitCode, stdout } = await build('leaves', { Makefile: rule, 'app.c': text }, '--check', '{}');
    expect(stdout).toContain('  same: app: {} (exit code 0)');
    expect(exitCode).toBe(0);
    const left = readdirSync('/proc').filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/exe`).includes('mw-canary-');
      } catch {
        return false;
      }
    });
    expect(left).toEqual([]);
  });

  it('refuses a command without a program before anything is built', async () => {
    const { exitCode, stderr, project } = await build(
      'none',
      { Makefile: rule, 'app.c': prints('return n + !a;') },
      '--check',
      'make check',
    );
    expect(stderr).toContain('--check needs {} where the program stands: make check');
    expect(readdirSync(project)).toHaveLength(2);
    expect(exitCode).toBe(2);
  });
});

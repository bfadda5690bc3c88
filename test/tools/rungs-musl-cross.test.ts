/** Cross compilers for musl by their names: on the search path and in a folder, for this machine and another. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const zigWords = 'python3 -m ziglang';
const zig = { name: 'zig (ziglang of PyPI)', met: () => works('python3', '-m', 'ziglang', 'version') };

describeLab('musl-cross', [zig, program('readelf')], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-cross-'));
  const tools = join(folder, 'x/bin');
  mkdirSync(tools, { recursive: true });
  const put = (place: string, name: string, body: string) => {
    writeFileSync(join(place, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(place, name), 0o755);
  };
  for (const triple of ['x86_64-linux-musl', 'aarch64-linux-musl']) {
    const says = `case " $* " in *" -dumpmachine "*) echo ${triple}; exit 0;; esac`;
    put(tools, `${triple}-gcc`, `${says}\nexec ${zigWords} cc -target ${triple} "$@"`);
    put(tools, `${triple}-g++`, `exec ${zigWords} c++ -target ${triple} "$@"`);
    put(tools, `${triple}-ar`, `exec ${zigWords} ar "$@"`);
    put(tools, `${triple}-ranlib`, `exec ${zigWords} ranlib "$@"`);
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (files: Readonly<Record<string, string>>, path: string, ...words: string[]) => {
    const project = mkdtempSync(join(folder, 'project-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
    const config = mkdtempSync(join(folder, 'config-'));
    const env = { ...process.env, PATH: path };
    const result = await execa(process.execPath, [cli, ...words, '--config-dir', config], {
      cwd: project,
      env,
      reject: false,
    });
    return { project, ...result };
  };
  const onPath = `${tools}${delimiter}${process.env.PATH}`;
  const c = { 'hello.c': '#include <stdio.h>\nint main(void){puts("hello");}\n', Makefile: 'hello: hello.c\n' };
  const cxx = {
    'hello.cpp': '#include <iostream>\nint main(){std::cout << "hello\\n";}\n',
    Makefile: 'hello: hello.cpp\n\t$(CXX) -o $@ $<\n',
  };

  it.each([
    ['C', c],
    ['C++', cxx],
  ])('is found on the search path, and builds a project in %s', async (_, files) => {
    const doctor = JSON.parse((await run(files, onPath, 'doctor', '--json')).stdout);
    expect(doctor.facts.toolchain.muslCross.map(({ arch }: { arch: string }) => arch)).toEqual(
      expect.arrayContaining(['aarch64', 'x86_64']),
    );
    const { exitCode, stderr, stdout } = await run(files, onPath, 'choose', '--rung', 'musl-cross', '--yes', '--json');
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout).results).toMatchObject([
      { outcome: 'passed', artifact: { libc: 'musl' }, build: { outcome: 'passed' } },
    ]);
  });

  it('builds for another architecture from a folder that is named, and keeps it in the setup', async () => {
    const words = ['--rung', 'musl-cross', '--toolchain', join(folder, 'x'), '--arch', 'aarch64'];
    const { exitCode, stderr, project } = await run(c, process.env.PATH ?? '', 'build', ...words);
    expect(exitCode, stderr).toBe(0);
    expect(execFileSync('readelf', ['-h', join(project, 'dist-static/hello')], { encoding: 'utf8' })).toContain(
      'AArch64',
    );
    const chosen = await run(c, process.env.PATH ?? '', 'choose', '--yes', '--json', ...words, '--no-build');
    const { results, savedTo } = JSON.parse(chosen.stdout);
    expect(results, chosen.stderr).toMatchObject([{ rung: 'musl-cross', artifact: { machine: 'aarch64' } }]);
    expect(JSON.parse(readFileSync(savedTo, 'utf8')).setup.options).toEqual({
      toolchain: join(folder, 'x'),
      arch: 'aarch64',
    });
  });

  it('is not begun where the compiler builds for something else than its name says', async () => {
    const liar = join(folder, 'liar');
    mkdirSync(liar);
    put(liar, 'x86_64-linux-musl-gcc', 'exec cc "$@"');
    const words = ['canary', 'musl-cross', '--toolchain', liar, '--program', 'c-hello', '--json'];
    const { exitCode, stdout, stderr } = await run({}, process.env.PATH ?? '', ...words);
    expect(exitCode, stderr).toBe(1);
    const [{ outcome, reason }] = JSON.parse(stdout).results;
    expect(outcome).toBe('blocked');
    expect(reason).toMatch(/builds for x86_64-linux-gnu, not for musl/);
  });

  it('refuses a folder that others can change, and one without a compiler', async () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    for (const [place, text] of [
      [open, /can change the toolchain in/],
      [join(folder, 'nowhere'), /no musl cross compiler in/],
    ] as const) {
      const { exitCode, stderr } = await run(
        c,
        process.env.PATH ?? '',
        'build',
        '--rung',
        'musl-cross',
        '--toolchain',
        place,
      );
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(text);
    }
  });

  it('takes names as data', async () => {
    const hostile = join(folder, 'hostile');
    mkdirSync(hostile);
    const marker = join(folder, 'marker');
    for (const name of [
      `$(touch marker)-linux-musl-gcc`,
      '`id`-linux-musl-gcc',
      'a;b-linux-musl-gcc',
      '\u001b[2J-linux-musl-gcc',
    ])
      put(hostile, name, `touch ${marker}`);
    const path = `${hostile}${delimiter}${process.env.PATH}`;
    const { stdout } = await run(c, path, 'doctor', '--json');
    expect(stdout).not.toContain(hostile);
    expect(works('test', '!', '-e', marker)).toBe(true);
  });
});

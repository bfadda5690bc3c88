import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const folder = mkdtempSync(join(tmpdir(), 'mw-same-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names its own file and the time, and has debug information. */
const main = '#include <stdio.h>\nint main(void) { return puts(__FILE__ " " __DATE__ " " __TIME__) < 0; }\n';
// zig refuses a time.
const withoutTime = main.replace(/ " " __DATE__.*__TIME__/, '');
const c = {
  make: {
    Makefile: 'app: main.o\n\t$(CC) $(LDFLAGS) -g -o $@ main.o\nmain.o: main.c\n\t$(CC) -g -c $(CURDIR)/main.c\n',
  },
  cmake: {
    'CMakeLists.txt':
      'cmake_minimum_required(VERSION 3.10)\nproject(app C)\nadd_compile_options(-g)\nadd_executable(app main.c)\n',
  },
  meson: {
    'meson.build': "project('app', 'c')\nadd_project_arguments('-g', language: 'c')\nexecutable('app', 'main.c')\n",
  },
  plain: {},
};
const cargo = {
  'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[profile.release]\ndebug = true\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
  'src/main.rs': 'fn main() { if std::env::args().count() > 9 { panic!() } println!("{}", file!()); }\n',
};
const go = {
  'go.mod': 'module example.org/app\n\ngo 1.19\n',
  'main.go': 'package main\n\nfunc main() { panic("here") }\n',
};

/** The program that a recipe makes in a folder of that name. */
const built = (name: string, rung: string, files: Readonly<Record<string, string>>): { text: Buffer; at: string } => {
  const project = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), content);
  }
  const env = { ...process.env, HOME: process.env.HOME ?? '/root', SOURCE_DATE_EPOCH: '1000000000' };
  const run = (command: string, ...words: readonly string[]) =>
    execFileSync(command, words, { cwd: project, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(process.execPath, cli, 'recipe', rung, '--write');
  const file = rung === 'glibc-static' ? 'Makefile.static' : 'Makefile.musl';
  run('make', '-f', file);
  const [first = ''] = run('ls', 'dist-static').split('\n');
  return { text: readFileSync(join(project, 'dist-static', first)), at: project };
};

/** Builds twice, in folders whose names are not of one length. */
const twice = (name: string, rung: string, files: Readonly<Record<string, string>>): void => {
  const one = built(`${rung}-${name}`, rung, files);
  const two = built(`elsewhere/deeper/${rung}-${name}`, rung, files);
  expect(one.text.includes(one.at), 'the folder in the program').toBe(false);
  expect(one.text.equals(two.text), 'the same bytes').toBe(true);
};

describeLab(
  'the same bytes from two folders, by musl-gcc',
  [program('musl-gcc'), program('cmake'), program('meson')],
  () => {
    it.each(Object.entries(c))('%s', (name, files) => twice(name, 'musl-gcc', { 'main.c': main, ...files }));
    it('go', { timeout: 300_000 }, () => {
      if (works('go', 'version')) twice('go', 'musl-gcc', go);
    });
  },
);

const zig = { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') };
describeLab('the same bytes from two folders, by zig', [zig, program('cmake')], () => {
  it.each(['make', 'cmake', 'plain'] as const)('%s', (name) =>
    twice(name, 'zig', { 'main.c': withoutTime, ...c[name] }),
  );
});

describeLab('the same bytes from two folders, by glibc-static', [program('cargo'), program('gcc')], () => {
  it('cargo', () => twice('cargo', 'glibc-static', cargo));
  it('make', () => twice('make', 'glibc-static', { 'main.c': main, ...c.make }));
});

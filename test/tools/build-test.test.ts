import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Behaviour } from '../../src/build/project/check-behaviour.js';
import { describeLab, type Need, program, staticLibc } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
type Files = Readonly<Record<string, string>>;

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-build-test-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const build = async (rung: string, files: Files) => {
  const project = mkdtempSync(join(base, 'p-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const { HOME, PATH, CARGO_HOME, RUSTUP_HOME } = process.env;
  const env = {
    ...(CARGO_HOME ? { CARGO_HOME } : {}),
    ...(RUSTUP_HOME ? { RUSTUP_HOME } : {}),
    HOME,
    PATH,
    LC_ALL: 'C',
  };
  const args = [cli, 'build', '--rung', rung, '--test', '--json', '--config-dir', join(base, 'settings')];
  const ran = await execa(process.execPath, args, { cwd: project, env, extendEnv: false, reject: false });
  const { behaviour } = JSON.parse(ran.stdout) as { behaviour: Behaviour };
  expect(readdirSync(project).toSorted()).toEqual(
    [...new Set(Object.keys(files).map((file) => file.split('/')[0])), 'dist-static'].toSorted(),
  );
  return { exitCode: ran.exitCode, behaviour, stderr: ran.stderr };
};

/** Fails for `two` where the C library is not glibc. */
const source = `#include <string.h>
int main(int n, char **a) {
#ifdef __GLIBC__
  return n > 9;
#else
  return n > 1 && !strcmp(a[1], "two");
#endif
}
`;
const rule = 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n';
const check =
  'check: app\n\t@for t in one two; do if ./app $$t; then echo "PASS: $$t"; else echo "FAIL: $$t"; fi; done\n';

describeLab('build --test with musl-gcc', [program('make'), program('musl-gcc')], () => {
  it('shows which test fails with another C library', async () => {
    const { exitCode, behaviour } = await build('musl-gcc', { Makefile: rule + check, 'app.c': source });
    expect(behaviour).toMatchObject({
      native: { outcome: 'passed' },
      checks: [{ same: false, differences: [{ where: 'test', static: 'two: FAIL', native: 'two: PASS' }] }],
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    ['no tests', rule, 'exit code 2'],
    ['tests that name nothing', `${rule}test: app\n\t./app one\n`, 'No result of a test was recognised'],
    ['a goal that prints nothing', `${rule}check:\n`, 'No result of a test was recognised'],
    ['a makefile with a compiler of its own', `CC = musl-gcc -static\n${rule}${check}`, 'The native build is no other'],
    ['no native build', `${rule}${check}ifeq ($(CC),cc)\napp: nothing\nendif\n`, 'By the native build: '],
  ])('does not pass %s', async (_, Makefile, reason) => {
    const { exitCode, behaviour } = await build('musl-gcc', { Makefile, 'app.c': source });
    expect(behaviour.checks).toMatchObject([{ same: null, reason: expect.stringContaining(reason) }]);
    expect(exitCode).toBe(1);
  });
});

const two = { static: 'two: Failed', native: 'two: Passed' };
const systems: readonly (readonly [string, readonly Need[], string, Files, readonly object[]])[] = [
  [
    'CTest',
    [program('cmake'), program('ctest'), program('musl-gcc')],
    'musl-gcc',
    {
      'CMakeLists.txt': `cmake_minimum_required(VERSION 3.10)
project(app C)
include(CTest)
add_executable(app app.c)
if(BUILD_TESTING)
  add_executable(unit app.c)
  add_test(one unit one)
  add_test(two unit two)
endif()
`,
      'app.c': source,
    },
    [{ where: 'exit' }, two],
  ],
  [
    'Meson',
    [program('meson'), program('ninja'), program('musl-gcc')],
    'musl-gcc',
    {
      'meson.build': `project('app', 'c')
app = executable('app', 'app.c')
test('one', app, args: 'one')
test('two', app, args: 'two')
`,
      'app.c': source,
    },
    [{ where: 'exit' }, { static: 'two: FAIL', native: 'two: OK' }],
  ],
  [
    'Go',
    [program('go'), program('musl-gcc')],
    'musl-gcc',
    {
      'go.mod': 'module example.org/app\n\ngo 1.20\n',
      'main.go': 'package main\n\nfunc main() {}\n',
      'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestOne(t *testing.T) {}\n',
    },
    [],
  ],
  [
    'cargo',
    [program('cargo'), staticLibc],
    'glibc-static',
    {
      'Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n',
      'src/main.rs': `fn main() {}

#[test]
fn one() {}

#[test]
fn two() {
    assert!(!cfg!(target_feature = "crt-static"));
}
`,
    },
    [{ where: 'exit' }, { static: 'two: FAILED', native: 'two: ok' }],
  ],
];

for (const [name, needs, rung, files, differences] of systems)
  describeLab(`build --test by ${name}`, needs, () => {
    it('compares the results by name', async () => {
      const { exitCode, behaviour, stderr } = await build(rung, files);
      expect(behaviour.checks, stderr).toMatchObject([{ same: differences.length === 0, reason: null, differences }]);
      expect(exitCode).toBe(differences.length === 0 ? 0 : 1);
    }, 200_000);
  });

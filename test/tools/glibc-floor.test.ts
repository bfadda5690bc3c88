import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root as asRoot, describeLab, program, works } from '../support/lab.js';
import { cache } from '../support/projects.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const zig = { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') };
const ofMake = (compiler: string) => `app: app.c\n\t${compiler} -Wall -Werror -o $@ app.c -ldl\n`;
/** Loads a library at run time, and looks up a user: what no static program of glibc does on its own. */
const loads = `#include <dlfcn.h>\n#include <pwd.h>\n#include <stdio.h>
int main(void) { return dlopen("libm.so.6", RTLD_NOW) ? printf("loaded, %d\\n", getpwuid(0) == NULL) < 0 : 1; }\n`;

describeLab('build --glibc-floor', [program('gcc'), program('make'), zig], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-floor-'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const build = async (name: string, files: Readonly<Record<string, string>>, ...words: readonly string[]) => {
    const project = join(base, name);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(project, file, '..'), { recursive: true });
      writeFileSync(join(project, file), text);
    }
    const args = [cli, 'build', '--glibc-floor', ...words, '--config-dir', join(base, 'settings')];
    const { exitCode, stdout, stderr } = await execa(process.execPath, args, { cwd: project, reject: false });
    return { exitCode, stdout, stderr, project, app: join(project, 'dist-static/app') };
  };
  const inspect = async (app: string, require: string) =>
    (await execa(process.execPath, [cli, 'inspect', app, '--require', require], { reject: false })).exitCode;

  it('builds a program that needs no newer glibc, says that it is not static, and saves no setup', async () => {
    const files = { Makefile: ofMake('gcc'), 'app.c': loads };
    const { exitCode, stdout, stderr, project, app } = await build('loads', files, '2.17', '--check', '{}', '--twice');
    expect(stdout + stderr).toContain('not static, for glibc 2.17 or newer');
    expect(stdout).toMatch(
      /app is not static: it runs where glibc 2\.17 or newer is, with libc\.so\.6, libdl\.so\.2\./,
    );
    expect(stdout).toContain('the same bytes');
    expect(stdout).toContain('the same output and exit code');
    expect(exitCode).toBe(0);
    expect(await inspect(app, 'dynamic,glibc<=2.17')).toBe(0);
    expect(await inspect(app, 'static')).toBe(1);
    expect(readdirSync(base)).toEqual(['loads']);
    expect(readdirSync(project).toSorted()).toEqual(['Makefile', 'app.c', 'dist-static']);
  });

  it('passes no program that needs a newer glibc, and none that another compiler made', async () => {
    const random = '#include <stdlib.h>\nint main(void) { return arc4random() == 1; }\n';
    const files = { Makefile: ofMake('$(CC)'), 'app.c': random };
    const older = await build('random', files, '2.17');
    expect(older.stdout).toContain('arc4random');
    expect(older.exitCode).toBe(1);
    expect((await build('random', files, '2.36')).exitCode).toBe(0);
    const other = await build('other', { Makefile: ofMake('/usr/bin/gcc'), 'app.c': random }, '2.17');
    expect(other.stdout).toMatch(/The built program needs glibc 2\.\d+, newer than 2\.17\./);
    expect(other.exitCode).toBe(1);
    expect(readdirSync(other.project)).not.toContain('dist-static');
  });

  it('links no library of this machine, and says so of one that is missing', async () => {
    const files = {
      Makefile: ofMake('$(CC) $(LDFLAGS)').replace('-ldl', '-lz'),
      'app.c': 'int main(void) { return 0; }\n',
    };
    const { exitCode, stdout } = await build('library', files, '2.17', '--json');
    expect(exitCode).toBe(1);
    const [cause] = (JSON.parse(stdout) as { diagnoses: { title: string; fixes: { commands: string[] }[] }[] })
      .diagnoses;
    expect(cause?.title).toBe('A library is missing for glibc 2.17');
    expect(cause?.fixes.flatMap(({ commands }) => commands)).toEqual([]);
  });

  // Debian 11 has glibc 2.31, which is older than what this machine's compiler asks for.
  describeLab('on an older system', [program('apt-get'), program('cargo'), program('go'), asRoot], () => {
    let old = '';
    beforeAll(async () => {
      // One place for all runs, as the archives of other tests.
      const folder = join(cache, 'archives');
      mkdirSync(folder, { recursive: true });
      await execa(join(import.meta.dirname, '../lab/debian-archives.sh'), [folder, 'bullseye', 'libc6', 'libgcc-s1']);
      old = join(folder, 'bullseye/root');
    }, 300_000);
    const runThere = async (app: string) => {
      copyFileSync(app, join(old, 'app'));
      return execa('chroot', ['--userspec=65534:65534', old, '/app'], { reject: false });
    };

    it.each([
      ['C', { Makefile: ofMake('$(CC)'), 'app.c': loads }, 'loaded, 1'],
      [
        'Rust',
        {
          'Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n',
          'src/main.rs':
            'fn main() { println!("{:?}", std::thread::spawn(|| std::panic::catch_unwind(|| panic!()).is_err()).join()) }\n',
        },
        'Ok(true)',
      ],
      [
        'Go with cgo',
        {
          'go.mod': 'module example.org/app\n\ngo 1.20\n',
          'main.go':
            'package main\n\n// #include <stdio.h>\n// static void hi(void) { puts("hi"); fflush(stdout); }\nimport "C"\n\nfunc main() { C.hi() }\n',
        },
        'hi',
      ],
    ])('runs %s', async (language, files, says) => {
      const { exitCode, stdout, stderr, app } = await build(language, files, '2.17');
      expect(exitCode, stdout + stderr).toBe(0);
      expect((await runThere(app)).stdout).toBe(says);
    });

    it('does not run what is built as usual', async () => {
      const app = join(base, 'usual');
      writeFileSync(`${app}.c`, loads);
      await execa('gcc', ['-o', app, `${app}.c`]);
      expect((await runThere(app)).stderr).toMatch(/version `GLIBC_2\.3\d' not found/);
    });
  });
});

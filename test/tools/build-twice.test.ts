import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SecondBuild } from '../../src/build/project/build-twice.js';
import { describeLab, program } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');

describeLab('build --twice', [program('make'), program('musl-gcc')], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-twice-'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const build = async (name: string, makefile: string, text: string, ...words: string[]) => {
    const project = join(base, name);
    mkdirSync(project);
    writeFileSync(join(project, 'Makefile'), makefile);
    writeFileSync(join(project, 'app.c'), text);
    const env = { PATH: '/usr/bin:/bin', HOME: base, LC_ALL: 'C' };
    const args = [cli, 'build', '--rung', 'musl-gcc', '--twice', ...words];
    return execa(process.execPath, args, { cwd: project, env, extendEnv: false, reject: false });
  };
  const plain = 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n';
  const prints = (what: string) => `#include <stdio.h>\nint main(void) { return puts(${what}) < 0; }\n`;
  const causes = (stdout: string): readonly (readonly [section: string | null, cause: string])[] => {
    const { secondBuild } = JSON.parse(stdout) as { secondBuild: SecondBuild };
    expect(secondBuild).toMatchObject({ outcome: 'passed', same: false });
    return secondBuild.programs.flatMap(({ differences }) =>
      differences.map(({ section, cause }) => [section, cause] as const),
    );
  };

  it('passes a program that does not depend on where and when it is built', async () => {
    const { exitCode, stdout } = await build('same', plain, prints('"hi"'));
    expect(stdout).toContain('Built twice, in different folders: the same bytes.');
    expect(exitCode).toBe(0);
  });

  it('names the time of the build, with its fix', async () => {
    const { exitCode, stdout } = await build('time', plain, prints('__DATE__ " " __TIME__'));
    expect(stdout).toMatch(/^ {4}\.rodata: date: "\w{3} [ \d]\d \d{4} [\d:]{8}" and "/m);
    expect(stdout).toContain('SOURCE_DATE_EPOCH');
    expect(exitCode).toBe(1);
  });

  it('names the folder of the build before the build id, which follows from it', async () => {
    const inFolder = 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--build-id -o $@ $(CURDIR)/app.c\n';
    const { exitCode, stdout } = await build('folder', inFolder, prints('__FILE__'), '--json');
    const found = causes(stdout);
    expect(found[0]).toEqual(['.rodata', 'path']);
    expect(found.at(-1)).toEqual(['.note.gnu.build-id', 'build-id']);
    expect(exitCode).toBe(1);
  });

  it('names an order that is another each time', async () => {
    // The first build leaves a mark by which the second knows that it is not the first.
    const mark = join(base, 'mark');
    const shuffled = [
      'app: app.c',
      '\tfor n in apple zebra; do echo "const char *$$n(void) { return \\"text of $$n\\"; }" > $$n.c; done',
      `\tif mkdir ${mark}; then o="apple.c zebra.c"; else o="zebra.c apple.c"; fi; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c $$o`,
      '',
    ].join('\n');
    const { stdout } = await build(
      'order',
      shuffled,
      'const char *apple(void);\nconst char *zebra(void);\nint main(void) { return *apple() == *zebra(); }\n',
      '--json',
    );
    expect(causes(stdout).map(([, cause]) => cause)).toContain('order');
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Behaviour } from '../../src/build/project/check-behaviour.js';
import { buildSchema } from '../../src/commands/schemas/build.js';
import { describeLab, program, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const zig = { name: 'zig', met: () => works('zig', 'version') || works('python3', '-m', 'ziglang', 'version') };

describeLab('build for several architectures', [program('make'), zig], () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-architectures-'));
    // For one architecture it is no program.
    const broken = '#ifdef __riscv\n#error no riscv\n#endif\n';
    writeFileSync(join(base, 'app.c'), `${broken}#include <stdio.h>\nint main(void) { return puts("hi") < 0; }\n`);
    writeFileSync(join(base, 'Makefile'), 'app: app.c\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n');
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const build = (...words: string[]) =>
    execa(process.execPath, [cli, '--config-dir', join(base, '.settings'), 'build', '--rung', 'zig', ...words], {
      cwd: base,
      reject: false,
    });

  it('puts the programs of each into its folder, in one table', async () => {
    const { exitCode, stdout } = await build('--arch', 'x86_64,aarch64');
    expect(stdout).toMatch(/^Built for 2 of 2 architectures\.$/m);
    expect(stdout).toMatch(/^ {2}x86_64 {3}dist-static\/x86_64\/app {3}static, musl, /m);
    expect(stdout).toMatch(/^ {2}aarch64 {2}dist-static\/aarch64\/app {2}static, musl, /m);
    expect(exitCode).toBe(0);
  });

  it('has makefiles by recipe that build the same', async () => {
    const args = [cli, '--config-dir', join(base, '.settings'), 'recipe', 'zig', '--arch', 'x86_64,aarch64', '--write'];
    await execa(process.execPath, args, { cwd: base });
    rmSync(join(base, 'dist-static'), { recursive: true, force: true });
    for (const arch of ['x86_64', 'aarch64']) await execa('make', ['-f', `Makefile.musl.${arch}`], { cwd: base });
    for (const arch of ['x86_64', 'aarch64']) {
      const program = join(base, 'dist-static', arch, 'app');
      await execa(process.execPath, [cli, 'inspect', program, '--require', `static,musl,${arch}`]);
    }
  });

  it('fails where one of them does, and says why', async () => {
    const { exitCode, stdout } = await build('--arch', 'aarch64,riscv64', '--json');
    const document = JSON.parse(stdout);
    expect(Value.Check(buildSchema, document)).toBe(true);
    expect(document).toMatchObject({ schema: 'musl-wizard.builds/1', holds: false });
    const outcomes = document.builds.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(['passed', 'failed']);
    expect(exitCode).toBe(1);
  });

  it('compares each with one native build, which is made once', async () => {
    const project = join(base, 'counted');
    mkdirSync(project);
    const count = join(base, 'native-builds');
    const rule = `\t$(if $(filter cc,$(CC)),@echo native >> ${count})\n\t$(CC) $(CFLAGS) $(LDFLAGS) -o $@ app.c\n`;
    const check = 'check: app\n\t@./app && echo PASS: app\n';
    writeFileSync(join(project, 'Makefile'), `app: app.c\n${rule}${check}`);
    writeFileSync(join(project, 'app.c'), '#include <stdio.h>\nint main(void) { return puts("hi") < 0; }\n');
    const words = ['--rung', 'zig', '--arch', 'x86_64,i686', '--check', '{}', '--test', '--json'];
    const args = [cli, '--config-dir', join(base, '.settings'), 'build', ...words];
    const { exitCode, stdout } = await execa(process.execPath, args, { cwd: project, reject: false });
    const { builds } = JSON.parse(stdout) as { builds: { behaviour: Behaviour }[] };
    expect(builds.map(({ behaviour }) => behaviour.checks.map(({ same }) => same))).toEqual([
      [true, true],
      [true, true],
    ]);
    // One for --check, and one with its tests.
    expect(readFileSync(count, 'utf8')).toBe('native\nnative\n');
    expect(exitCode).toBe(0);
  });

  it('refuses what names no architecture', async () => {
    const { exitCode, stderr } = await build('--arch', 'x86_64,,aarch64');
    expect(stderr).toContain('--arch takes a value, e.g. x86_64 or aarch64');
    expect(exitCode).toBe(2);
  });
});

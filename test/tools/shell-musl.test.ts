import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { nixShell, shellHook } from '../../src/recipe/nix-shell.js';
import { samples } from '../recipe/samples.js';
import { describeLab, program, root } from '../support/lab.js';

describeLab('the check at the entry of shell-musl.nix', [program('gcc'), program('musl-gcc')], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-shell-musl-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'demo');
  const enter = (CC: string) =>
    spawnSync(
      'bash',
      ['--norc', '-c', `${shellHook}\ncc -static -o "$OUT" -x c - <<< 'int main(void) { return 0; }'`, 'sh', out],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, CC, OUT: out, TMPDIR: folder },
      },
    );

  it("refuses a compiler for this machine's glibc, by what the compiler says", () => {
    const { status, stderr } = enter('gcc');
    expect(status).toBe(1);
    expect(stderr).toContain('The compiler of this shell, gcc, is not one for musl');
    expect(existsSync(out)).toBe(false);
  });

  it('makes plain cc the compiler for musl, and leaves nothing behind', () => {
    expect(enter('musl-gcc').status).toBe(0);
    expect(inspectFileSync(out)).toMatchObject({ linkage: 'static', libc: 'musl' });
    expect(readdirSync(folder)).toEqual(['demo']);
  });
});

describeLab('shell-musl.nix', [program('nix-shell'), program('musl-gcc'), program('make'), root], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-shell-musl-nix-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives a static program with musl by the commands in its own header', () => {
    writeFileSync(join(folder, 'Makefile'), 'demo: main.c\n\t$(CC) -o $@ main.c\n');
    writeFileSync(join(folder, 'main.c'), 'int main(void) { return 0; }\n');
    const project = { ...samples.make, libraries: [], tools: [] };
    const [file] = nixShell({ project, rung: 'pkgs-musl', options: {}, arch: 'x86_64' });
    writeFileSync(join(folder, 'shell-musl.nix'), file?.content ?? '');
    const commands = [...(file?.content ?? '').matchAll(/^# {5}(.+)$/gm)].map(([, command]) => command);
    expect(commands).not.toEqual([]);
    const lab = join(import.meta.dirname, '../../fixtures/nixpkgs-lab');
    const settings = [
      ['substituters', ''],
      ['sandbox', 'false'],
      ['build-users-group', ''],
    ].flatMap(([name = '', value = '']) => ['--option', name, value]);
    const words = ['shell-musl.nix', '--arg', 'nixpkgs', lab, ...settings, '--run', commands.join(' && ')];
    const { status, stderr } = spawnSync('nix-shell', words, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
    expect(status, stderr).toBe(0);
    expect(inspectFileSync(join(folder, 'demo'))).toMatchObject({ linkage: 'static', libc: 'musl' });
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/musl-wizard.cjs');
const zig = works('zig', 'version') ? ['zig'] : ['python3', '-m', 'ziglang'];
const needs = [program('gcc'), { name: 'zig', met: () => works(zig[0] as string, ...zig.slice(1), 'version') }];

/** What the documentation says of programs that are not static and run on older systems. */
describeLab("zig's glibc floor", needs, () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'mw-floor-'));
    const body = 'return dlopen("libm.so.6", RTLD_NOW) ? puts("loaded") < 0 : 1;';
    writeFileSync(join(base, 'app.c'), `#include <dlfcn.h>\n#include <stdio.h>\nint main(void) { ${body} }\n`);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const inspect = (require: string) =>
    spawnSync(process.execPath, [cli, 'inspect', 'app', '--require', require], { cwd: base }).status;

  it('holds by symbol versions, and is never taken for static', () => {
    const doc = readFileSync(join(root, 'docs/recipes.md'), 'utf8');
    expect(doc).toContain("CC='zig cc -target x86_64-linux-gnu.2.17'");
    expect(doc).toContain("--require 'dynamic,glibc<=2.17'");
    const [command = '', ...words] = zig;
    const target = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu.2.17`;
    execFileSync(command, [...words, 'cc', '-target', target, '-o', 'app', 'app.c', '-ldl'], {
      cwd: base,
      stdio: 'pipe',
    });
    expect(inspect('dynamic,glibc<=2.17')).toBe(0);
    expect(inspect('static')).toBe(1);
    expect(execFileSync(join(base, 'app'), { encoding: 'utf8' })).toBe('loaded\n');
    execFileSync('gcc', ['-o', 'app', 'app.c', '-ldl'], { cwd: base });
    expect(inspect('dynamic,glibc<=2.4')).toBe(1);
  });
});

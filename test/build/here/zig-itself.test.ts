import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { programIn, withZigItself } from '../../../src/build/here/zig-itself.js';
import { someFacts } from '../../support/facts.js';

describe('the program that zig names', () => {
  it.each([
    [
      'ZON, zig 0.17',
      '.{\n    .zig_exe = "/opt/ziglang/zig",\n    .lib_dir = "/opt/ziglang/lib",\n}\n',
      '/opt/ziglang/zig',
    ],
    ['JSON, zig 0.11', '{\n "zig_exe": "/opt/zig/zig",\n "lib_dir": "/opt/zig/lib"\n}\n', '/opt/zig/zig'],
    ['a relative path', '.{ .zig_exe = "zig" }', null],
    ['a path with a blank, which build systems split', '.{ .zig_exe = "/opt/my zig/zig" }', null],
    ['a path with an escape', '.{ .zig_exe = "/opt/\\x1b/zig" }', null],
    ['another field', '.{ .lib_dir = "/opt/ziglang/lib" }', null],
    ['nothing', '', null],
  ])('is read from %s', (_, output, path) => {
    expect(programIn(output)).toBe(path);
  });
});

describe('facts with zig itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-zig-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'zig');
  writeFileSync(
    program,
    `#!/bin/sh\n[ "$*" = env ] && printf '.{ .zig_exe = "%s", .lib_dir = "%s" }\\n' "$0" "$ZIG_LIB_DIR"\n`,
    {
      mode: 0o755,
    },
  );
  const shim = (name: string, lines: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    return path;
  };
  const options = { env: process.env, signal: new AbortController().signal };
  const pathOf = async (path: string, rung: 'zig' | 'musl-gcc' = 'zig') => {
    const facts = someFacts({ toolchain: { zig: { path, version: '0.17.1' } } });
    return (await withZigItself(facts, rung, options)).toolchain.zig?.path;
  };
  const answer = `"${program}" env`;

  it('have the path of the program that a shim starts', async () => {
    expect(await pathOf(shim('shims/zig', answer))).toBe(program);
  });
  it('have it where Python starts a module', async () => {
    const python = shim('python3', `[ "$*" = '-m ziglang env' ] && ${answer}`);
    expect(await pathOf(`${python} -m ziglang`)).toBe(program);
  });
  it.each([
    ['it fails', 'exit 1'],
    ['it answers and fails', `${answer}; exit 1`],
    ['it gives zig a folder of its own', `ZIG_LIB_DIR=/opt/other ${answer}`],
    ['it names what is not there', `printf '.{ .zig_exe = "/nowhere/zig" }\\n'`],
  ])('are as they were where %s', async (_, lines) => {
    const path = shim('shims/zig', lines);
    expect(await pathOf(path)).toBe(path);
  });
  it('leave a script that may do more than to start it', async () => {
    const path = shim('bin/zig', answer);
    expect(await pathOf(path)).toBe(path);
  });
  it('ask nothing for a rung of other tools', async () => {
    const path = shim('shims/zig', answer);
    expect(await pathOf(path, 'musl-gcc')).toBe(path);
  });
});

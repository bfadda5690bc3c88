import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { binfmtNeeds, takeBinfmt } from '../support/binfmt.js';
import { canaryBench, logOf } from '../support/canary.js';
import { describeLab, works } from '../support/lab.js';

const cli = join(import.meta.dirname, '../../dist/musl-wizard.cjs');
const needs = [
  { name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') },
  ...binfmtNeeds,
];

describeLab('a canary for aarch64, run by qemu', needs, () => {
  const bench = canaryBench();
  const facts = { toolchain: { zig: { path: 'python3 -m ziglang', version: '0' } } };
  const rungOptions = { arch: 'aarch64' };
  let binfmt: Awaited<ReturnType<typeof takeBinfmt>>;
  beforeAll(async () => {
    binfmt = await takeBinfmt();
    binfmt.register();
  });
  afterAll(() => binfmt?.release());

  it('builds, inspects and runs, in an empty root too', async () => {
    const emulates = { ...facts, binfmt: { emulates: ['aarch64'] } };
    const result = await bench.run('zig', { facts: emulates, rungOptions });
    const expected = { outcome: 'passed', ran: true, findings: [], artifact: { machine: 'aarch64', libc: 'musl' } };
    expect(result, logOf(result)).toMatchObject(expected);
  });

  it('runs what `build` made for several architectures, beside one native build', async () => {
    const base = mkdtempSync(join(tmpdir(), 'mw-emulated-'));
    try {
      writeFileSync(join(base, 'app.c'), '#include <stdio.h>\nint main(void) { return puts("hi") < 0; }\n');
      writeFileSync(join(base, 'Makefile'), 'app: app.c\n\t$(CC) $(CFLAGS) -o $@ app.c\n');
      const words = ['build', '--rung', 'zig', '--arch', 'x86_64,aarch64', '--check', '{}', '--json'];
      const args = [cli, ...words, '--config-dir', join(base, 'settings')];
      const { exitCode, stdout, stderr } = await execa(process.execPath, args, { cwd: base, reject: false });
      expect(exitCode, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        holds: true,
        builds: ['x86_64', 'aarch64'].map((machine) => ({
          programs: [{ artifact: { machine, linkage: 'static' } }],
          behaviour: { checks: [{ same: true, exit: 'exit code 0' }] },
        })),
      });
    } finally {
      rmSync(base, { recursive: true });
    }
  });

  it('reports that the emulator is gone, when it was there as the machine was read', async () => {
    binfmt.unregister();
    const emulates = { ...facts, binfmt: { emulates: ['aarch64'] } };
    const result = await bench.run('zig', { facts: emulates, rungOptions });
    expect(result).toMatchObject({ outcome: 'failed', ran: false });
    expect(result.reason).toContain('the emulator found on this machine did not run it');
  });
});

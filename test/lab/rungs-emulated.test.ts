import { afterAll, beforeAll, expect, it } from 'vitest';
import { binfmtNeeds, takeBinfmt } from '../support/binfmt.js';
import { canaryBench, logOf } from '../support/canary.js';
import { describeLab, works } from '../support/lab.js';

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

  it('reports that the emulator is gone, when it was there as the machine was read', async () => {
    binfmt.unregister();
    const emulates = { ...facts, binfmt: { emulates: ['aarch64'] } };
    const result = await bench.run('zig', { facts: emulates, rungOptions });
    expect(result).toMatchObject({ outcome: 'failed', ran: false });
    expect(result.reason).toContain('the emulator found on this machine did not run it');
  });
});

import { expect, it } from 'vitest';
import { canaryBench, logOf } from '../support/canary.js';
import { describeLab, program, works } from '../support/lab.js';

describeLab('glibc-static on the real compiler', [program('gcc'), program('upx')], () => {
  const bench = canaryBench();
  const facts = { toolchain: { cc: { path: 'gcc', version: '12' }, upx: { path: 'upx', version: '4' } } };

  it('builds, inspects, runs and packs', async () => {
    const result = await bench.run('glibc-static', { facts, upx: true });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'glibc', linkage: 'static' },
    });
    expect(result.steps[0]?.cpuMs).toBeGreaterThan(0);
    expect(result.steps[0]?.peakBytes).toBeGreaterThan(1024 ** 2);
    expect(result.packed).toMatchObject({ outcome: 'packed', ran: true });
    expect(result.packed?.bytesAfter).toBeLessThan(result.packed?.bytesBefore ?? 0);
    expect(result.steps.map(({ name, code }) => [name, code])).toEqual([
      ['compile main', 0],
      ['run', 0],
      ['strip', 0],
      ['pack', 0],
      ['run packed', 0],
    ]);
  });
});

describeLab('musl-gcc', [program('musl-gcc')], () => {
  const bench = canaryBench();
  const facts = { toolchain: { muslGcc: { path: 'musl-gcc', version: '1.2.3' } } };

  it('builds, inspects and runs', async () => {
    const result = await bench.run('musl-gcc', { facts });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl', linkage: 'static' },
    });
  });
});

describeLab(
  'zig',
  [{ name: 'zig (python3 -m ziglang)', met: () => works('python3', '-m', 'ziglang', 'version') }],
  () => {
    const bench = canaryBench();
    const facts = { toolchain: { zig: { path: 'python3 -m ziglang', version: '0' } } };

    it('builds, inspects and runs', async () => {
      const result = await bench.run('zig', { facts });
      expect({ ...result, log: logOf(result) }).toMatchObject({
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl', linkage: 'static' },
      });
    });

    it('builds for a foreign machine, and says so when it cannot run it', async () => {
      const result = await bench.run('zig', { facts, rungOptions: { arch: 'aarch64' } });
      expect({ ...result, log: logOf(result) }).toMatchObject({
        outcome: 'passed',
        ran: null,
        artifact: { libc: 'musl', machine: 'aarch64' },
      });
      expect(result.reason).toContain('no emulator for aarch64');
    });
  },
);

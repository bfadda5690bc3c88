import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { memoryOf, PeakMemory } from '../../../src/build/processes/peak-memory.js';

it('reads what the kernel says of a process', () => {
  const status = 'Name:\tcc1\nVmPeak:\t  90000 kB\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\nThreads:\t1\n';
  expect(memoryOf(status)).toEqual({ now: 10 * 1024 ** 2, peak: 20 * 1024 ** 2 });
  expect(memoryOf('Name:\tkthreadd\n')).toEqual({ now: 0, peak: 0 });
});

it('counts what children hold, and keeps the most', async () => {
  const hungry = 'const held = Buffer.alloc(96 * 1024 ** 2, 1); setTimeout(() => held, 60_000); console.log("held")';
  const shell = spawn('sh', ['-c', '"$0" -e "$1"; true', process.execPath, hungry], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    await new Promise((resolve) => shell.stdout.once('data', resolve));
    const memory = new PeakMemory(shell.pid ?? 0);
    memory.look();
    const held = memory.peakBytes ?? 0;
    expect(held).toBeGreaterThan(96 * 1024 ** 2);
    memory.look();
    expect(memory.peakBytes).toBeGreaterThanOrEqual(held);
  } finally {
    process.kill(-(shell.pid ?? 0), 'SIGKILL');
  }
});

it('knows nothing of a process that is not there', () => {
  const memory = new PeakMemory(2 ** 22 + 1);
  memory.look();
  expect(memory.peakBytes).toBeNull();
});

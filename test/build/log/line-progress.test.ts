import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CanaryEvent } from '../../../src/build/canary/canary.js';
import { lineProgress } from '../../../src/build/log/line-progress.js';
import { StepRunner } from '../../../src/build/step-runner.js';

it.each([
  [['[1/3] CC a.o', '[2/3] CC b.o', 'b.c:1: warning: x'], { done: 2, total: 3, label: 'jobs' }],
  [['[ 12/340] Compiling C object'], { done: 12, total: 340, label: 'jobs' }],
  [['[  5%] Building C object a.o', '[100%] Linking'], { done: 100, total: 100, label: '%' }],
  [['cc -c a.c', '[4/3] no count', '[101%] no share', '[WARNING] x', 'at [1/2] in a line'], null],
  [[], null],
])('reads how far a build is: %j', (lines, progress) => {
  expect(lineProgress(lines)).toEqual(progress);
});

it('is told of a step as it runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-progress-'));
  try {
    const events: CanaryEvent[] = [];
    const runner = new StepRunner({
      cwd: folder,
      env: { PATH: '/usr/bin:/bin' },
      logFile: join(folder, 'log'),
      signal: new AbortController().signal,
      timeoutMs: 10_000,
      onEvent: (event) => events.push(event),
    });
    await runner.run({ name: 'ninja', argv: ['sh', '-c', "printf '[1/2] CC a.o\\n[2/2] LINK a\\n'"] });
    expect(events).toContainEqual({ type: 'progress', done: 2, total: 2, label: 'jobs' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

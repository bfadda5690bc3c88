import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CanaryResult } from '../../src/build/result.js';
import { logOf } from '../support/canary.js';
import { describeLab, program } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const pids = '/sys/fs/cgroup/pids';

const needs = [
  program('musl-gcc'),
  {
    name: 'a v1 control group of pids, writable',
    met: () => process.getuid?.() === 0 && existsSync(join(pids, 'tasks')),
  },
];

describeLab('limits, proven by the kernel’s counters', needs, () => {
  const group = join(pids, `mw-lab-${process.pid}`);
  let folder = '';
  beforeAll(() => {
    mkdirSync(group);
    folder = trustedFolder('mw-limits-');
  });
  afterAll(async () => {
    // The kernel refuses while a process that was killed is not yet gone.
    await vi.waitFor(() => rmdirSync(group), { timeout: 20_000, interval: 50 });
    rmSync(folder, { recursive: true, force: true });
  });

  /** The canary in a group that may have so many tasks, the wizard's own among them. */
  const withLimit = (tasks: number, path = process.env.PATH): CanaryResult => {
    writeFileSync(join(group, 'pids.max'), String(tasks));
    const env = {
      ...process.env,
      PATH: path,
      TMPDIR: folder,
      XDG_STATE_HOME: join(folder, 'state'),
      UV_THREADPOOL_SIZE: '1',
    };
    const cli = join(repository, 'dist/musl-wizard.cjs');
    const inside = 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"';
    const words = ['-c', inside, 'sh', group, process.execPath, cli, 'canary', 'musl-gcc', '--json'];
    const { stdout, stderr } = spawnSync('/bin/sh', words, { env, encoding: 'utf8', timeout: 60_000 });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout).results[0];
  };

  it('does not start what the limit cannot bear, and starts what it just bears', () => {
    expect(withLimit(10)).toMatchObject({ outcome: 'blocked', findings: ['pids-too-low'] });
    expect(withLimit(24)).toMatchObject({ outcome: 'passed', ran: true, evidence: [] });
  });

  it('reports how often the limit was hit by a build that needs more than was foreseen', () => {
    const greedy = join(folder, 'greedy');
    mkdirSync(greedy);
    // dash gives up at the first fork that is refused; bash tries again for as long as a busy machine needs to let it pass.
    const forks = 'for n in $(seq 40); do sleep 60 & done';
    const compiler = `#!/bin/sh\n${forks}\nexec /usr/bin/musl-gcc "$@"\n`;
    writeFileSync(join(greedy, 'musl-gcc'), compiler, { mode: 0o755 });
    const path = `${greedy}:${process.env.PATH}`;
    const result = withLimit(24, path);
    expect(result, `${result.reason} ${logOf(result)}`).toMatchObject({
      outcome: 'failed',
      diagnoses: [{ cause: 'pids-limit-hit', root: true }],
    });
    expect(result.evidence?.[0]).toMatch(/^The task limit was hit (?:once|\d+ times) during the build\.$/);
    expect(withLimit(400, path)).toMatchObject({ outcome: 'passed', ran: true });
    rmSync(greedy, { recursive: true });
    expect(readdirSync(folder).filter((name) => name !== 'state')).toEqual([]);
  });
});

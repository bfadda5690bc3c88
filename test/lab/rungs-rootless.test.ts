import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab, program, works } from '../support/lab.js';
import { trustedFolder } from '../support/trusted-folder.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const user = 'mwlab';
const image = 'localhost/mw-lab/alpine:3.20';

const needs = [
  program('podman'),
  program('busybox'),
  program('newuidmap'),
  { name: `root, to become ${user}`, met: () => process.getuid?.() === 0 && works('id', user) },
];

describeLab('alpine by rootless podman', needs, () => {
  let home = '';
  const as = (...command: readonly string[]) => {
    const env = [
      `HOME=${home}`,
      `XDG_RUNTIME_DIR=${home}/run`,
      `CONTAINERS_CONF=${home}/containers.conf`,
      'NO_COLOR=1',
    ];
    const words = ['-u', user, '--', 'env', ...env, ...command];
    // Settings of an engine in the current folder would not count.
    return spawnSync('runuser', words, { cwd: join(home, 'project'), encoding: 'utf8', timeout: 100_000 });
  };
  beforeAll(() => {
    home = trustedFolder('mw-rootless-'); // not in /tmp, where a neighbour may have something
    cpSync(join(repository, 'dist'), join(home, 'dist'), { recursive: true });
    mkdirSync(join(home, 'run'), { mode: 0o700 });
    mkdirSync(join(home, 'project'));
    // As on the machine of the lab: a hybrid control-group tree, which crun refuses, and no right to raise limits.
    const limits = 'default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]';
    writeFileSync(join(home, 'containers.conf'), `[containers]\n${limits}\n[engine]\nruntime = "runc"\n`);
    execFileSync('/bin/sh', ['-c', 'test/lab/alpine-image.sh >"$1/alpine.tar"', 'sh', home], { cwd: repository });
    execFileSync('chown', ['-R', user, home]);
    const imported = as('podman', 'import', join(home, 'alpine.tar'), image);
    if (imported.status !== 0) throw new Error(imported.stderr);
  });
  afterAll(() => {
    as('podman', 'system', 'reset', '--force');
    rmSync(home, { recursive: true, force: true });
  });

  it('builds without root and leaves no container', () => {
    const words = ['canary', 'alpine', '--engine', 'podman', '--image', image, '--network', 'none', '--json'];
    const { stdout, stderr, status } = as('node', join(home, 'dist/musl-wizard.cjs'), ...words);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(JSON.parse(stdout).results).toMatchObject([{ outcome: 'passed', ran: true, artifact: { libc: 'musl' } }]);
    expect(as('podman', 'ps', '-aq').stdout).toBe('');
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryBench, logOf } from '../support/canary.js';
import { retrying } from '../support/container-engines.js';
import { describeLab, program, works } from '../support/lab.js';

const image = 'localhost/mw-lab/alpine-canary:3.20';
const script = fileURLToPath(new URL('./alpine-image.sh', import.meta.url));

/** Loads the lab's Alpine-like image into an engine. */
const importImage = (engine: string): void => {
  execFileSync('/bin/sh', ['-c', '"$1" | "$2" import - "$3"', 'sh', script, engine, image], { stdio: 'pipe' });
};
const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });

const engine = (name: 'docker' | 'podman' | 'buildah', state: 'running' | 'stopped' = 'running') => ({
  [name]: { cli: { path: name, version: '0' }, daemon: { state, remote: false, images: [image] } },
});
const none = { cli: null, daemon: { state: 'absent' as const } };
const only = (name: 'docker' | 'podman' | 'buildah') => ({
  engines: { docker: none, podman: none, buildah: none, ...engine(name) },
});

const needs = [program('busybox'), program('musl-gcc')];

describeLab('alpine by docker', [...needs, { name: 'a running dockerd', met: () => works('docker', 'info') }], () => {
  const carried = mkdtempSync(join(tmpdir(), 'mw-carried-'));
  beforeAll(() => importImage('docker'));
  afterAll(() => {
    execFileSync('docker', ['rmi', '-f', image]);
    rmSync(carried, { recursive: true, force: true });
  });
  const bench = canaryBench();

  it('builds in a container, fetches the program, leaves no container and no image', async () => {
    const result = await bench.run('alpine', { facts: only('docker'), rungOptions: { network: 'none', image } });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl', linkage: 'static' },
    });
    expect(result.image).toMatchObject({ name: image, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    // What the container's control group counted, not what the client holds.
    expect(result.steps.find(({ name }) => name === 'build')?.peakBytes).toBeGreaterThan(1024 ** 2);
    expect(logOf(result)).toMatch(/^peak memory in bytes: \d+$/m);
    expect(output('docker', 'ps', '-aq', '--filter', 'label=musl-wizard.canary')).toBe('');
    expect(output('docker', 'images', '-aq', '--filter', 'label=musl-wizard.canary')).toBe('');
  });

  it('takes the image from an archive where there is none, and says what is wrong with a damaged one', async () => {
    const archive = join(carried, 'image.tar');
    const damaged = join(carried, 'damaged.tar');
    output('docker', 'save', image, '--output', archive);
    output('docker', 'rmi', '-f', image);
    writeFileSync(damaged, readFileSync(archive).subarray(0, 100_000));
    const load = (imageArchive: string) =>
      bench.run('alpine', { facts: only('docker'), rungOptions: { network: 'none', imageArchive } });
    for (const path of [damaged, join(carried, 'gone.tar')]) {
      const diagnoses = [{ cause: 'image-archive-unusable', root: true }];
      expect(await load(path)).toMatchObject({ outcome: 'failed', diagnoses });
    }
    expect(await load(archive)).toMatchObject({ outcome: 'passed', ran: true, image: { name: image } });
  });

  it('is what a later choose starts from, with the image that it was proven with', () => {
    const home = mkdtempSync(join(tmpdir(), 'mw-alpine-home-'));
    const project = join(home, 'project');
    mkdirSync(project);
    const choose = (...words: string[]) => {
      const cli = fileURLToPath(new URL('../../dist/musl-wizard.cjs', import.meta.url));
      const env = { PATH: process.env.PATH, HOME: home };
      const args = [cli, 'choose', '--yes', '--json', ...words];
      const { stdout } = spawnSync(process.execPath, args, { cwd: project, env, encoding: 'utf8' });
      return JSON.parse(stdout).chosen?.rung;
    };
    try {
      expect(choose('--rung', 'alpine', '--image', image, '--network', 'none')).toBe('alpine');
      expect(choose()).toBe('alpine');
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it('takes the container away on cancel', async () => {
    const controller = new AbortController();
    const result = await bench.run('alpine', {
      facts: only('docker'),
      rungOptions: { image },
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'step-started' && event.name === 'copy sources') controller.abort();
      },
    });
    expect(result.outcome).toBe('cancelled');
    expect(output('docker', 'ps', '-aq', '--filter', 'label=musl-wizard.canary')).toBe('');
  });
});

describeLab('alpine by podman', [...needs, program('podman')], () => {
  beforeAll(() => importImage('podman'));
  const bench = canaryBench();

  it('builds as root', async () => {
    const env = bench.env(retrying(join(bench.folder, 'state')));
    const result = await bench.run('alpine', { facts: only('podman'), rungOptions: { network: 'none', image }, env });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl' },
    });
    expect(output('podman', 'ps', '-aq', '--filter', 'label=musl-wizard.canary')).toBe('');
  });
});

/** Without the settings of this machine, which may be fixed already. */
const withoutWorkaround = { CONTAINERS_CONF: '/dev/null' };

/** Whether Podman fails here for what the workaround avoids. */
const raisesLimits = (): boolean => {
  try {
    importImage('podman');
    const env = { ...process.env, ...withoutWorkaround };
    execFileSync('podman', ['run', '--rm', '--network', 'none', image, '/bin/true'], { stdio: 'pipe', env });
    return false;
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr).includes('setrlimit');
  }
};

describe.runIf(works('podman', 'info') && works('musl-gcc', '--version') && raisesLimits())(
  'podman that may not raise limits (needs podman, musl-gcc, raised limits)',
  () => {
    const bench = canaryBench();

    it('says so, and passes with the fix', async () => {
      const options = { facts: only('podman'), rungOptions: { network: 'none' as const, image } };
      const failed = await bench.run('alpine', options);
      expect(failed).toMatchObject({
        outcome: 'failed',
        diagnoses: [{ cause: 'container-rlimit-denied', root: true }],
      });
      const env = bench.env(retrying(join(bench.folder, 'state')));
      expect(await bench.run('alpine', { ...options, env })).toMatchObject({ outcome: 'passed', ran: true });
    });
  },
);

describeLab('alpine by buildah', [...needs, program('buildah'), program('podman')], () => {
  beforeAll(() => importImage('podman'));
  const bench = canaryBench();

  it('builds in a working container', async () => {
    const env = bench.env(retrying(join(bench.folder, 'state')));
    const result = await bench.run('alpine', { facts: only('buildah'), rungOptions: { network: 'none', image }, env });
    expect({ ...result, log: logOf(result) }).toMatchObject({
      outcome: 'passed',
      ran: true,
      artifact: { libc: 'musl' },
    });
    expect(output('buildah', 'containers', '-q')).toBe('');
  });
});

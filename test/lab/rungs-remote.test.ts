import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canaryBench, logOf } from '../support/canary.js';
import { farDocker } from '../support/far-docker.js';
import { describeLab, program, works } from '../support/lab.js';
import { labNixpkgs } from '../support/nix.js';
import { projectBench } from '../support/projects.js';

/** Figures of a machine that could build nothing itself. */
const tiny = {
  memory: { totalBytes: 2 ** 24, availableBytes: 2 ** 20, effectiveBytes: 2 ** 20, swapBytes: 0 },
  pids: { limit: 3, effective: 2 },
};

describeLab(
  'alpine by a Docker on another address',
  [program('busybox'), { name: 'a running dockerd', met: () => works('docker', 'info') }],
  () => {
    const image = 'localhost/mw-lab/alpine-remote:3.20';
    const bench = canaryBench();
    const projects = projectBench();
    let far: Awaited<ReturnType<typeof farDocker>>;
    beforeAll(async () => {
      execFileSync('/bin/sh', ['-c', 'test/lab/alpine-image.sh | docker import - "$1"', 'sh', image], {
        stdio: 'pipe',
      });
      far = await farDocker();
    });
    afterAll(() => {
      far.close();
      projects.remove();
      execFileSync('docker', ['rmi', '-f', image]);
    });

    it('builds there, whatever this machine could bear', async () => {
      const daemon = { state: 'running' as const, remote: true, images: [image], host: far.host };
      const facts = { ...tiny, engines: { docker: { cli: { path: 'docker', version: '0' }, daemon } } };
      const env = bench.env({ DOCKER_HOST: far.host });
      const result = await bench.run('alpine', { facts, env, rungOptions: { network: 'none', image } });
      expect(result, logOf(result)).toMatchObject({
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl' },
      });

      const local = {
        ...facts,
        engines: { docker: { ...facts.engines.docker, daemon: { ...daemon, remote: false } } },
      };
      expect(await bench.run('alpine', { facts: local, rungOptions: { engine: 'docker', image } })).toMatchObject({
        outcome: 'blocked',
      });
    });

    it('builds a project there and brings the program back, by a context, and says when that leads nowhere', async () => {
      const project = projects.write({
        Makefile: 'demo: demo.c\n\t$(CC) -o $@ $^\n',
        'demo.c': 'int main(void) { return 0; }\n',
      });
      const env = { DOCKER_CONFIG: projects.write({}) };
      const docker = (...words: string[]) => execFileSync('docker', ['context', ...words], { env, stdio: 'pipe' });
      docker('create', 'far', '--docker', `host=${far.host}`);
      docker('use', 'far');
      const words = ['--rung', 'alpine', '--engine', 'docker', '--image', image, '--network', 'none'];
      const built = await projects.build(project, words, env, []);
      expect(built).toMatchObject({ outcome: 'passed', programs: [{ name: 'demo', artifact: { libc: 'musl' } }] });
      expect(built.litter).toEqual(['dist-static']);
      expect(existsSync(join(project, 'dist-static/demo'))).toBe(true);
      docker('update', 'far', '--docker', 'host=tcp://127.0.0.1:9');
      const { changes } = JSON.parse((await projects.run(project, env, 'status', '--json')).stdout);
      expect(changes).toContainEqual(
        expect.objectContaining({
          path: 'engines.docker.daemon.host',
          before: far.host,
          now: 'tcp://127.0.0.1:9',
        }),
      );
      const nowhere = await projects.buildBy(project, [], env);
      expect(nowhere).toMatchObject({ outcome: 'blocked', exitCode: 1 });
      expect(nowhere.reason).toContain('its endpoint at tcp://127.0.0.1:9 cannot be reached');
    });
  },
);

/** Waits until somebody listens at a port. */
const answers = async (port: number): Promise<void> => {
  for (let n = 0; n < 200; n += 1) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await delay(50);
  }
  throw new Error('sshd does not listen');
};

/** A whole Debian 13 with Nix 2.26, made by test/lab/trixie-root.sh: the other side of the builder. */
const root = process.env.MUSL_WIZARD_TRIXIE ?? '/tmp/lab/trixie';

describeLab(
  'pkgs-musl by a remote builder over ssh',
  [
    program('nix-build'),
    program('sshd'),
    program('ssh-keygen'),
    { name: 'root', met: () => process.getuid?.() === 0 },
    { name: `a Debian 13 root (test/lab/trixie-root.sh ${root})`, met: () => existsSync(join(root, '.done')) },
  ],
  () => {
    const bench = canaryBench();
    const projects = projectBench();
    let folder = '';
    let sshd: ChildProcess;
    let port = 0;
    beforeAll(async () => {
      folder = mkdtempSync('/tmp/mw-ssh-');
      for (const key of ['host', 'user'])
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
      // What the builder's shell is: the Nix of the other root, with mounts that vanish with it.
      const serve = join(folder, 'serve');
      writeFileSync(
        serve,
        `#!/bin/sh
exec unshare --mount sh -ec 'mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; root=$1; shift
  exec chroot "$root" env -i HOME=/root PATH=/usr/bin:/bin NIX_CONFIG="sandbox = false
build-users-group =
substituters =
require-sigs = false" nix-store --serve --write' sh ${root}
`,
      );
      chmodSync(serve, 0o755);
      const probe = createServer();
      await once(probe.listen(0, '127.0.0.1'), 'listening');
      port = (probe.address() as AddressInfo).port;
      probe.close();
      mkdirSync('/run/sshd', { recursive: true });
      writeFileSync(
        join(folder, 'sshd_config'),
        `ListenAddress 127.0.0.1:${port}
HostKey ${folder}/host
AuthorizedKeysFile ${folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
ForceCommand ${serve}
`,
      );
      sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' });
      await answers(port);
    });
    afterAll(async () => {
      const over = new Promise((resolve) => sshd.once('exit', resolve));
      sshd.kill();
      await over;
      projects.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    const builders = () => `ssh://root@127.0.0.1 x86_64-linux ${folder}/user 1 1`;
    const reach = () =>
      bench.env({
        NIX_SSHOPTS: `-p ${port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`,
        NIX_CONFIG: 'substituters =\nrequire-sigs = false',
      });

    it('builds there, whatever this machine could bear, and fetches the program', async () => {
      const result = await bench.run('pkgs-musl', {
        facts: tiny,
        env: reach(),
        rungOptions: { nixpkgs: labNixpkgs, nixBuilders: builders() },
      });
      expect(result, logOf(result)).toMatchObject({
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl' },
      });
      expect(logOf(result)).toContain("on 'ssh://root@127.0.0.1'");
    });

    it('builds a project there and brings the program back', async () => {
      // A source of its own: what another test has built is in the store already, and nothing would be built there.
      const project = projects.write({
        Makefile: 'demo: demo.c\n\t$(CC) -o $@ $^\ninstall:\n\tinstall -D demo $(PREFIX)/bin/demo\n',
        'demo.c': `/* ${randomUUID()} */\nint main(void) { return 0; }\n`,
      });
      const words = ['--rung', 'pkgs-musl', '--nixpkgs', labNixpkgs, '--nix-builders', builders()];
      const built = await projects.buildBy(project, words, reach());
      expect(built, logOf(built)).toMatchObject({ outcome: 'passed', programs: [{ artifact: { libc: 'musl' } }] });
      expect(logOf(built)).toContain("on 'ssh://root@127.0.0.1'");
      expect(existsSync(join(project, 'dist-static/demo'))).toBe(true);
    });

    it('fails with a cause when the builder cannot be reached', async () => {
      const env = bench.env({ NIX_SSHOPTS: '-p 9 -o ConnectTimeout=2', NIX_CONFIG: 'substituters =' });
      const nixBuilders = `ssh://root@127.0.0.1 x86_64-linux ${folder}/user 1 1`;
      const result = await bench.run('pkgs-musl', { env, rungOptions: { nixpkgs: labNixpkgs, nixBuilders } });
      expect(result.outcome).toBe('failed');
      expect(logOf(result)).toMatch(/Connection refused/);
    });
  },
);

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainText } from '../../src/explain/explain.js';
import { inspectFileSync } from '../../src/inspect/inspect-file.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import { dockerfileBuildKit } from '../../src/recipe/dockerfile.js';
import { filesOf } from '../project/files-of.js';
import { canaryBench, logOf } from '../support/canary.js';
import { farDocker } from '../support/far-docker.js';
import { describeLab, program, works } from '../support/lab.js';

/** The plugin of the client, from Debian 13; see install.sh. */
const plugin = process.env.MUSL_WIZARD_BUILDX ?? '/tmp/lab/buildx/docker-buildx';

describeLab(
  'alpine by a builder of buildx',
  [
    program('busybox'),
    { name: 'a running dockerd', met: () => works('docker', 'info') },
    { name: `docker-buildx (${plugin})`, met: () => existsSync(plugin) },
  ],
  () => {
    const image = 'localhost/mw-lab/alpine-buildkit:3.20';
    const builder = 'far';
    const bench = canaryBench();
    let far: Awaited<ReturnType<typeof farDocker>>;
    beforeAll(async () => {
      execFileSync('/bin/sh', ['-c', 'test/lab/alpine-image.sh | docker import - "$1"', 'sh', image], {
        stdio: 'pipe',
      });
      far = await farDocker();
    });
    afterAll(() => {
      far.close();
      execFileSync('docker', ['rmi', '-f', image]);
    });

    /** A client with the plugin, and with a builder at the door. */
    const client = () => {
      const config = join(bench.folder, 'state/docker');
      mkdirSync(join(config, 'cli-plugins'), { recursive: true });
      symlinkSync(plugin, join(config, 'cli-plugins/docker-buildx'));
      const env = bench.env({ DOCKER_CONFIG: config });
      execFileSync('docker', ['context', 'create', builder, '--docker', `host=${far.host}`], { env, stdio: 'pipe' });
      return { ...env, DOCKER_CONTEXT: builder };
    };
    const facts = {
      // Figures of a machine that could build nothing itself, and no daemon on it.
      memory: { totalBytes: 2 ** 24, availableBytes: 2 ** 20, effectiveBytes: 2 ** 20, swapBytes: 0 },
      engines: {
        docker: {
          cli: { path: 'docker', version: '0' },
          daemon: { state: 'stopped' as const },
          buildx: { path: plugin, version: '0.13.1+ds1' },
        },
      },
    };

    it('builds there, shows its steps, and leaves nothing in its cache', async () => {
      const env = client();
      const result = await bench.run('alpine', { facts, env, rungOptions: { builder, network: 'none', image } });
      expect(result, logOf(result)).toMatchObject({
        outcome: 'passed',
        ran: true,
        artifact: { libc: 'musl', linkage: 'static' },
        image: { name: image },
        options: { engine: 'docker', builder, image },
      });
      const progress = result.events.findLast(({ type }) => type === 'progress');
      expect(progress).toMatchObject({ label: 'steps', done: expect.any(Number) });
      expect(progress).toMatchObject({ total: (progress as { done: number }).done });
      const log = logOf(result);
      expect(log).toMatch(/^#\d+ \[build 1\/2\] FROM /m);
      expect(log).toMatch(/^#\d+ 3\.20\.3$/m);
      expect(log).not.toContain('"vertexes"');
      // Not by the door, which is this process's own.
      const direct = { ...env, DOCKER_CONTEXT: 'default' };
      const left = execFileSync('docker', ['buildx', 'du', '--verbose'], { env: direct, encoding: 'utf8' });
      expect(left).not.toContain(`musl-wizard-canary`);
    });

    it('builds the recipe with cache mounts, which the classic builder refuses for a known cause', async () => {
      const tree = { Makefile: 'demo: demo.c\n\t$(CC) -o $@ $^\n', 'demo.c': 'int main(void) { return 0; }\n' };
      const project = chooseBuild(detectProject(filesOf(tree, 'demo')));
      const folder = join(bench.folder, 'recipe');
      mkdirSync(folder);
      const recipe = dockerfileBuildKit({ project, rung: 'alpine', options: { image }, arch: 'x86_64' });
      for (const [name, text] of Object.entries(tree)) writeFileSync(join(folder, name), text);
      for (const { path, content } of recipe) writeFileSync(join(folder, path), content);
      const words = ['build', '-f', 'Dockerfile.static', '--network', 'none'];
      const plugged = { ...client(), DOCKER_CONTEXT: 'default' };
      for (const _ of ['once', 'from the cache']) {
        execFileSync('docker', ['buildx', ...words, '--output', 'dist-static', '.'], {
          cwd: folder,
          env: plugged,
          stdio: 'pipe',
        });
        expect(inspectFileSync(join(folder, 'dist-static/demo'))).toMatchObject({ linkage: 'static', libc: 'musl' });
      }
      const env = bench.env({ DOCKER_CONFIG: join(bench.folder, 'no-plugin') });
      const { status, stdout, stderr } = spawnSync('docker', [...words, '.'], { cwd: folder, env, encoding: 'utf8' });
      expect(status).not.toBe(0);
      const { diagnoses } = explainText(stdout + stderr);
      expect(diagnoses[0]).toMatchObject({ cause: 'docker-buildx-missing', root: true });
    });

    it('fails with the cause that the container reports', async () => {
      const env = client();
      const rungOptions = { builder, network: 'none', image } as const;
      const failed = await bench.run('alpine', { facts, env, rungOptions, program: 'c-crypto' });
      expect(failed).toMatchObject({ outcome: 'failed' });
      expect(failed.diagnoses.map(({ cause }) => cause)).toContain('apk-package-not-found');
    });

    it('fails with a cause when nobody is there', async () => {
      const env = client();
      execFileSync('docker', ['context', 'update', builder, '--docker', 'host=tcp://127.0.0.1:9'], {
        env,
        stdio: 'pipe',
      });
      const failed = await bench.run('alpine', { facts, env, rungOptions: { builder, network: 'none', image } });
      expect(failed).toMatchObject({ outcome: 'failed' });
      expect(failed.diagnoses[0], logOf(failed)).toMatchObject({ cause: 'docker-host-unreachable', root: true });
    });
  },
);

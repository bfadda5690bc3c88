import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { buildProject } from '../../src/build/project/build-project.js';
import { loadProject } from '../../src/engine/load-project.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { someFacts } from '../support/facts.js';
import { describeLab, program, works } from '../support/lab.js';

const image = 'localhost/mw-lab/alpine-build-leftovers:3.20';
const script = fileURLToPath(new URL('./alpine-image.sh', import.meta.url));
const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });
const none = { cli: null, daemon: { state: 'absent' as const } };

/** All images and containers of an engine, those between the steps of a build too. */
const thingsIn = (engine: string) => ({
  images: output(engine, 'images', '--all', '--quiet', '--no-trunc').split('\n').sort(),
  containers: output(engine, 'ps', '--all', '--quiet', '--no-trunc').split('\n').sort(),
});

describeLab(
  'what a build in an image leaves',
  [program('busybox'), program('musl-gcc'), { name: 'a running dockerd', met: () => works('docker', 'info') }],
  () => {
    let folder = '';
    beforeAll(() => {
      execFileSync('/bin/sh', ['-c', '"$1" | docker import - "$2"', 'sh', script, image], { stdio: 'pipe' });
    });
    afterAll(() => void works('docker', 'rmi', '-f', image));
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'mw-build-left-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const build = async (source: string) => {
      writeFileSync(join(folder, 'main.c'), source);
      return buildProject({
        folder,
        project: chooseBuild(await loadProject(folder)),
        setup: { rung: 'alpine', upx: false, options: { engine: 'docker', image, network: 'none' } },
        facts: someFacts({
          engines: {
            docker: { cli: { path: 'docker', version: '0' }, daemon: { state: 'running', remote: false, images: [] } },
            podman: none,
            buildah: none,
          },
        }),
        args: [],
        output: join(folder, 'dist-static'),
        // Docker's own BuildKit is not everywhere; the classic builder is the one that leaves images.
        env: { ...process.env, TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state'), DOCKER_BUILDKIT: '0' },
        timeoutMs: 240_000,
        keep: false,
        signal: new AbortController().signal,
        onEvent: () => {},
      });
    };

    it.each([
      ['that passes', 'int main(void) { return 0; }\n', 'passed'],
      ['that fails', 'int main(void) { return no_such_name; }\n', 'failed'],
    ])(
      'is nothing after one %s',
      async (_, source, outcome) => {
        const before = thingsIn('docker');
        expect(await build(source)).toMatchObject({ outcome });
        expect(thingsIn('docker')).toEqual(before);
      },
      300_000,
    );
  },
);

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CanaryEvent } from '../../src/build/canary/canary.js';
import { buildProject } from '../../src/build/project/build-project.js';
import { loadProject } from '../../src/engine/load-project.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { type Engine, retrying, thingsIn } from '../support/container-engines.js';
import { someFacts } from '../support/facts.js';
import { describeLab, type Need, program, root, works } from '../support/lab.js';

const image = 'localhost/mw-lab/alpine-build-leftovers:3.20';
const script = fileURLToPath(new URL('./alpine-image.sh', import.meta.url));
const none = { cli: null, daemon: { state: 'absent' as const } };

/** What an engine needs here in addition to itself; Buildah takes images out of Podman's store. */
const engines: readonly (readonly [Engine, Need, 'docker' | 'podman'])[] = [
  ['docker', { name: 'a running dockerd', met: () => works('docker', 'info') }, 'docker'],
  ['podman', program('podman'), 'podman'],
  ['buildah', { name: 'podman and buildah', met: () => program('podman').met() && program('buildah').met() }, 'podman'],
];

for (const [engine, need, importer] of engines) {
  describeLab(
    `what a build in an image leaves in ${engine}`,
    [program('busybox'), program('musl-gcc'), ...(engine === 'docker' ? [] : [root]), need],
    () => {
      let folder = '';
      beforeAll(() => {
        const load = '"$1" | "$2" import - "$3"';
        execFileSync('/bin/sh', ['-c', load, 'sh', script, importer, image], { stdio: 'pipe' });
      });
      afterAll(() => void works(importer, 'rmi', '-f', image));
      beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'mw-build-left-'));
      });
      afterEach(() => rmSync(folder, { recursive: true, force: true }));

      const build = async (source: string, signal: AbortSignal, onEvent: (event: CanaryEvent) => void) => {
        const project = join(folder, 'project');
        mkdirSync(project);
        writeFileSync(join(project, 'main.c'), source);
        return buildProject({
          folder: project,
          project: chooseBuild(await loadProject(project)),
          setup: { rung: 'alpine', upx: false, options: { engine, image, network: 'none' } },
          facts: someFacts({
            engines: {
              docker: none,
              podman: none,
              buildah: none,
              [engine]: {
                cli: { path: engine, version: '0' },
                daemon: { state: 'running', remote: false, images: [image] },
              },
            },
          }),
          args: [],
          output: join(project, 'dist-static'),
          env: {
            ...process.env,
            TMPDIR: folder,
            XDG_STATE_HOME: join(folder, 'state'),
            // Docker's own BuildKit is not everywhere; the classic builder is the one that leaves images.
            ...(engine === 'docker' ? { DOCKER_BUILDKIT: '0' } : retrying(join(folder, 'state'))),
          },
          timeoutMs: 240_000,
          keep: false,
          signal,
          onEvent,
        });
      };

      it.each([
        ['that passes', 'int main(void) { return 0; }\n', 'passed'],
        ['that fails', 'int main(void) { return no_such_name; }\n', 'failed'],
        ['that is cancelled', 'int main(void) { return 0; }\n', 'cancelled'],
      ])(
        'is nothing after one %s',
        async (_, source, outcome) => {
          const controller = new AbortController();
          const before = thingsIn(engine);
          const built = await build(source, controller.signal, (event) => {
            if (outcome === 'cancelled' && event.type === 'step-started' && event.name === 'build') controller.abort();
          });
          expect(built).toMatchObject({ outcome });
          expect(thingsIn(engine)).toEqual(before);
        },
        300_000,
      );
    },
  );
}

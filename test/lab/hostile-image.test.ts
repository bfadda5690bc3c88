/** An image whose compiler is a stranger's: what it hands out is run in the empty root alone, and leaves nothing here. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canaryBench } from '../support/canary.js';
import { describeLab, program, works } from '../support/lab.js';

const image = 'localhost/mw-lab/hostile:1';
const script = fileURLToPath(new URL('./alpine-image.sh', import.meta.url));
const docker = { name: 'a running dockerd', met: () => works('docker', 'info') };
const none = { cli: null, daemon: { state: 'absent' as const } };

describeLab('an image with a hostile compiler', [program('busybox'), program('musl-gcc'), docker], () => {
  const folder = mkdtempSync(join(tmpdir(), 'mw-hostile-'));
  const marker = join(folder, 'marker');
  const evil = join(folder, 'evil');

  beforeAll(() => {
    writeFileSync(
      `${evil}.c`,
      `#include <fcntl.h>\n#include <stdio.h>\nint main(void) { creat("${marker}", 0644); puts("hello"); return 0; }\n`,
    );
    execFileSync('musl-gcc', ['-static', '-o', evil, `${evil}.c`]);
    // Every compiler of the image copies that program to its output, and tries the marker itself.
    const compiler = `#!/bin/sh\ntouch ${marker}\nwhile [ $# -gt 0 ]; do [ "$1" = -o ] && cp /evil "$2"; shift; done\n`;
    writeFileSync(join(folder, 'compiler'), compiler, { mode: 0o755 });
    const wrap = 'for name in gcc cc; do at=$(command -v $name) && rm -f $at && cp /compiler $at; done; true';
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${image}\nCOPY evil compiler /\nRUN ${wrap}\n`);
    execFileSync('/bin/sh', ['-c', '"$1" | docker import - "$2"', 'sh', script, image], { stdio: 'pipe' });
    execFileSync('docker', ['build', '-q', '--network', 'none', '-t', image, folder], { stdio: 'pipe' });
  });
  afterAll(() => {
    execFileSync('docker', ['rmi', '-f', image], { stdio: 'pipe' });
    rmSync(folder, { recursive: true, force: true });
  });
  const bench = canaryBench();

  it('hands out a program that reaches nothing of this machine', async () => {
    const result = await bench.run('alpine', {
      facts: {
        engines: {
          docker: {
            cli: { path: 'docker', version: '0' },
            daemon: { state: 'running', remote: false, images: [image] },
          },
          podman: none,
          buildah: none,
        },
      },
      rungOptions: { network: 'none', image },
    });
    // It came through the whole pipeline: built, fetched, looked at.
    expect(result.steps.find(({ name }) => name === 'build')?.code, result.reason).toBe(0);
    expect(result.artifact, result.reason).not.toBeNull();
    expect(existsSync(marker)).toBe(false);
    // What it would have done, were it run as it is.
    execFileSync(evil);
    expect(existsSync(marker)).toBe(true);
  });
});

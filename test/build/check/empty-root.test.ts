import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runInEmptyRoot } from '../../../src/build/check/empty-root.js';

const { PATH } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-empty-root-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

it('takes a limit that keeps the jail from being made for no failure of the program', async () => {
  // Answers the probe, and meets the task limit when it comes to the program.
  writeFileSync(
    join(folder, 'unshare'),
    `#!/bin/sh
[ -e ${folder}/probed ] || { : >${folder}/probed; exit 0; }
echo 'unshare: fork failed: Resource temporarily unavailable' >&2
exit 1
`,
    { mode: 0o755 },
  );
  for (const engine of ['docker', 'podman'])
    writeFileSync(join(folder, engine), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  const run = await runInEmptyRoot('/bin/true', [], { signal: new AbortController().signal, timeoutMs: 20_000 });
  // As root there is a jail without namespaces, in which a dynamic program finds no loader; others have none left.
  expect(run.reason).toMatch(
    process.getuid?.() === 0
      ? /^it (?:did not start: it needs a loader|ran, exit code 0)/
      : /^not tried: userns: unshare: fork failed: Resource temporarily unavailable; /,
  );
});

it.each<[string, boolean]>([
  ['Error: OCI runtime error: crun: cgroups in hybrid mode not supported, drop all controllers from cgroupv2', false],
  ['docker: Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice.', false],
  ['Error: crun: executable file `/program` not found in $PATH: No such file or directory', true],
  ['exec /program: exec format error', true],
])('takes what an engine says of itself for no failure of the program: %s', async (message, tried) => {
  const refuse = '#!/bin/sh\nexit 1\n';
  for (const name of ['unshare', 'chroot', 'docker']) writeFileSync(join(folder, name), refuse, { mode: 0o755 });
  const podman = `#!/bin/sh\n[ "$1" = run ] || exit 0\ncat >&2 <<'END'\n${message}\nEND\nexit 126\n`;
  writeFileSync(join(folder, 'podman'), podman, { mode: 0o755 });
  process.env.PATH = `${folder}:${PATH}`;
  const run = await runInEmptyRoot('/bin/true', [], { signal: new AbortController().signal, timeoutMs: 20_000 });
  expect(run).toMatchObject(tried ? { tried: 'engine', started: false } : { tried: null, started: null });
  if (!tried) expect(run.reason).toContain(`podman: ${message}`);
});

it('gives an engine the environment of a query, and the program nothing of it', async () => {
  for (const name of ['unshare', 'chroot', 'docker', 'podman'])
    writeFileSync(join(folder, name), `#!/bin/sh\nenv >${folder}/${name}.env\nexit 1\n`, { mode: 0o755 });
  const context = vi.stubEnv('DOCKER_CONTEXT', 'farm').stubEnv('MW_TEST_TOKEN', 'hunter2');
  process.env.PATH = `${folder}:${PATH}`;
  await runInEmptyRoot('/bin/true', [], { signal: new AbortController().signal, timeoutMs: 20_000 });
  context.unstubAllEnvs();
  expect(readFileSync(join(folder, 'docker.env'), 'utf8')).toContain('DOCKER_CONTEXT=farm');
  expect(readFileSync(join(folder, 'unshare.env'), 'utf8')).not.toMatch(/DOCKER_CONTEXT|hunter2/);
});

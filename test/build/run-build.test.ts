import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markerName, prefix } from '../../src/build/scratch/scratch.js';
import { foreignProgram } from '../../src/machine/foreign-program.js';
import { canaryBench } from '../support/canary.js';

const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64'] ?? process.arch;
const bench = canaryBench();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-run-build-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A canary by a compiler that prints some text and leaves a static program that only ends. */
const builtBy = (text: string) => {
  const [made, said, path] = ['made', 'said', 'cc'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(made, foreignProgram(arch, { status: 0 }) ?? '', { mode: 0o755 });
  writeFileSync(said, text);
  const script = `for word; do test "$last" = -o && cp ${made} "$word"; last=$word; done\ncat ${said} >&2\n`;
  writeFileSync(path, `#!/bin/sh\n${script}`, { mode: 0o755 });
  return bench.run('glibc-static', { facts: { os: { arch }, toolchain: { cc: { path, version: '12.2.0' } } } });
};

describe('an engine that builds', () => {
  const id = 'a1b2c3d4e5f6';
  /** Folders and settings by which it was started, in turn. */
  const started = async (left: boolean) => {
    const [engine, calls] = ['podman', 'calls'].map((name) => join(folder, name)) as [string, string];
    const project = process.cwd();
    const said = 'printf "%s|%s|%s|%s\\n" "$PWD" "$(pwd)" "$DOCKER_CONFIG" "$CONTAINERS_CONF"';
    writeFileSync(engine, `#!/bin/sh\n${said} >>${calls}\n`, { mode: 0o755 });
    if (left) {
      mkdirSync(join(bench.folder, `${prefix}left`));
      writeFileSync(join(bench.folder, `${prefix}left`, markerName), JSON.stringify({ id, locked: true, boot: null }));
    }
    await bench.run('alpine', {
      rungOptions: { engine: 'podman' },
      facts: {
        os: { arch },
        engines: { podman: { cli: { path: engine, version: '5.0.0' }, daemon: { state: 'running', remote: false } } },
      },
      env: bench.env({
        DOCKER_CONFIG: join(project, 'docker'),
        CONTAINERS_CONF: join(project, 'containers.conf'),
      }),
    });
    return readFileSync(calls, 'utf8').split('\n').filter(Boolean);
  };

  it.each([true, false])('is steered by nothing in the project (leftovers of another run: %s)', async (left) => {
    const calls = await started(left);
    expect(calls.length).toBeGreaterThan(left ? 3 : 2);
    expect([...new Set(calls)]).toEqual(['/|/||']);
  });
});

it.each(['setsid', 'env -i PATH="$PATH" setsid'])('ends what a build left running by %s', async (away) => {
  const [path, pid] = ['cc', 'pid'].map((name) => join(folder, name)) as [string, string];
  const script = `[ -e ${pid} ] || { echo > ${pid}; ${away} sh -c 'trap "" TERM; echo $$ > ${pid}; while :; do sleep 1; done' & }\n`;
  writeFileSync(
    path,
    `#!/bin/sh\n${script}while [ ! -s ${pid} ] || [ "$(cat ${pid})" = "" ]; do sleep 0.1; done\nexit 1\n`,
    {
      mode: 0o755,
    },
  );
  await bench.run('glibc-static', { facts: { os: { arch }, toolchain: { cc: { path, version: '12.2.0' } } } });
  const stat = `/proc/${readFileSync(pid, 'utf8').trim()}/stat`;
  // A zombie may stay where nobody waits for it.
  await vi.waitFor(() => expect(existsSync(stat) ? readFileSync(stat, 'latin1') : ' Z ').toMatch(/ Z /));
});

it.each([
  {
    text: "/usr/bin/ld: a.c:9: warning: Using 'getpwnam' in statically linked applications requires at runtime the shared libraries from the glibc version used for linking\n",
    findings: ['canary-glibc-static-needs-shared-libs'],
  },
  { text: "a.c:9: warning: 'gets' is deprecated in statically linked applications\n", findings: [] },
])('says $findings of a link that printed $text', async ({ text, findings }) => {
  const { steps, findings: said } = await builtBy(text);
  expect(steps.map(({ code }) => code)).not.toContain(1);
  expect(said).toEqual(findings);
});

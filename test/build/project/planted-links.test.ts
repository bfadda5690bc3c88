import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildProject } from '../../../src/build/project/build-project.js';
import { loadProject } from '../../../src/engine/load-project.js';
import { chooseBuild } from '../../../src/project/choose-build.js';
import type { RungId } from '../../../src/rungs/registry.js';
import { someFacts } from '../../support/facts.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-planted-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const none = { path: '/nonexistent/tool', version: null };

/** What a build gets beside its project and its setup: no tool can be found. */
const around = (project: string) => ({
  args: [],
  output: join(project, 'dist-static'),
  env: { PATH: '/nonexistent', TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state') },
  timeoutMs: 10_000,
  keep: false,
  signal: new AbortController().signal,
  onEvent: () => {},
});

it.each([
  ['alpine', '.mw-in-container.sh'],
  ['pkgs-musl', 'static-pkgsStatic.nix'],
] as const)(
  'by %s a build writes its own files beside the sources, through no link of theirs (%s)',
  async (rung, name) => {
    const [project, precious] = [join(folder, 'project'), join(folder, 'precious')];
    mkdirSync(project);
    writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
    writeFileSync(precious, 'kept\n');
    symlinkSync(precious, join(project, name));
    const result = await buildProject({
      folder: project,
      project: chooseBuild(await loadProject(project)),
      setup: { rung: rung as RungId, upx: false, options: {} },
      facts: someFacts({ engines: { docker: { cli: none, builder: null } } }),
      ...around(project),
    });
    // No tool is there: it came to its first step, and its files were written.
    expect(result.outcome).toBe('failed');
    expect(result.logFile).not.toBeNull();
    expect(readFileSync(precious, 'utf8')).toBe('kept\n');
  },
);

it('makes no script startable through a link of the sources', async () => {
  const [project, outside] = [join(folder, 'project'), join(folder, 'outside')];
  for (const each of [project, outside]) mkdirSync(each);
  writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
  writeFileSync(join(project, 'configure'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(outside, 'missing'), '#!/bin/sh\n', { mode: 0o600 });
  symlinkSync(outside, join(project, 'build-aux'));
  const found = await loadProject(project);
  await buildProject({
    folder: project,
    project: { ...chooseBuild(found), build: { system: 'autotools', configure: 'handwritten' } },
    setup: { rung: 'glibc-static', upx: false, options: {} },
    facts: someFacts({ toolchain: { cc: none } }),
    ...around(project),
  });
  expect(statSync(join(outside, 'missing')).mode & 0o777).toBe(0o600);
});

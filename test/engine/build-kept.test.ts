import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { buildProject } from '../../src/build/project/build-project.js';
import { buildKept } from '../../src/engine/build-kept.js';
import { keptFolder, keptPrograms } from '../../src/engine/kept-build.js';
import { loadProject } from '../../src/engine/load-project.js';
import { chooseBuild } from '../../src/project/choose-build.js';
import { buildResult } from '../support/build-result.js';
import { someFacts } from '../support/facts.js';

vi.mock('../../src/build/project/build-project.js');

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-build-kept-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const buildFor = async (folder: string, kept: string, output: string | null) =>
  buildKept({
    kept,
    folder,
    output,
    project: chooseBuild(await loadProject(folder)),
    setup: { rung: 'glibc-static', upx: false, options: {} },
    examination: { facts: someFacts(), findings: [] },
    args: [],
    env: {},
    timeoutMs: 1,
    keep: false,
    signal: new AbortController().signal,
    onEvent: () => {},
  });

it.each([
  ['nobody else', 0o700, true],
  ['everybody', 0o777, false],
])('builds into the folder of kept programs where it can be written by %s: %s, %s', async (_, mode, isKept) => {
  const [folder, state] = [join(base, 'project'), join(base, 'state')];
  for (const each of [folder, state]) mkdirSync(each);
  chmodSync(state, mode);
  writeFileSync(join(folder, 'a.c'), 'int main(void) { return 0; }\n');
  vi.mocked(buildProject).mockResolvedValue(buildResult());
  const [kept, output] = [keptFolder(state, folder), join(folder, 'dist-static')];
  await buildFor(folder, kept, output);
  expect(vi.mocked(buildProject).mock.lastCall?.[0].output).toBe(isKept ? keptPrograms(kept, 'glibc-static') : output);
});

it('builds where nothing can be kept only what is put elsewhere', async () => {
  const [folder, state] = [join(base, 'project'), join(base, 'state')];
  mkdirSync(folder);
  writeFileSync(state, 'a file in the place of the folder');
  writeFileSync(join(folder, 'a.c'), 'int main(void) { return 0; }\n');
  vi.mocked(buildProject).mockResolvedValue(buildResult());
  const kept = keptFolder(state, folder);
  const build = (output: string | null) => buildFor(folder, kept, output);
  await expect(build(null)).rejects.toMatchObject({ nextSteps: [expect.stringContaining('--config-dir')] });
  await expect(build(join(folder, 'out'))).resolves.toBeDefined();
  expect(vi.mocked(buildProject).mock.lastCall?.[0].output).toBe(join(folder, 'out'));
});

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { keepBuild, keptFolder } from '../../src/engine/kept-build.js';
import { keptSetup } from '../../src/engine/kept-setup.js';
import { loadStore } from '../../src/settings/load-store.js';
import { setupPath } from '../../src/settings/setup-path.js';
import { buildResult } from '../support/build-result.js';
import { trustedFolder } from '../support/trusted-folder.js';

it('finds the saved setup of a folder, and what became of its last build', async () => {
  const root = trustedFolder('mw-kept-');
  const [config, state, folder] = ['config', 'state', 'project'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(folder);
  expect(await keptSetup(config, state, folder)).toBeNull();
  (await loadStore()).saveSetup(config, {
    schema: 'musl-wizard.setup/1',
    rung: 'zig',
    upx: false,
    options: {},
    project: folder,
    provedAt: new Date(0).toISOString(),
    proof: {},
    basis: {},
  } as never);
  expect(await keptSetup(config, state, folder)).toEqual({
    rung: 'zig',
    from: 'project',
    options: {},
    upx: false,
    lastBuild: null,
  });
  await keepBuild(keptFolder(state, folder), 'zig', null, new Date(5000), buildResult({ outcome: 'failed' }));
  expect((await keptSetup(config, state, folder))?.lastBuild).toEqual({ outcome: 'failed', atMs: 5000 });
});

it('leaves a settings file that cannot be used as it is', async () => {
  const root = trustedFolder('mw-kept-');
  const path = setupPath(root, '/some/project');
  writeFileSync(path, 'not JSON', { mode: 0o600 });
  expect(await keptSetup(root, root, '/some/project')).toBeNull();
  expect(readdirSync(root)).toEqual([basename(path)]);
});

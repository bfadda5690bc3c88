import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setupHere } from '../../../src/commands/parts/setup-here.js';
import { run as recipe } from '../../../src/commands/recipe.js';
import { setupPath } from '../../../src/settings/setup-path.js';
import { allowAll } from '../../support/allow-all.js';
import { testContext } from '../../support/context.js';

let folder: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-here-'));
  config = mkdtempSync(join(tmpdir(), 'mw-here-config-'));
});
afterEach(() => {
  for (const each of [folder, config]) rmSync(each, { recursive: true, force: true });
});

it('reports a setup that was moved aside, whichever command finds it', async () => {
  const { context, written } = testContext({ cwd: folder, configDir: config });
  const path = setupPath(config, folder);
  writeFileSync(path, 'garbage');
  await expect(recipe(context, [], {})).rejects.toThrow('No setup is saved for this folder');
  expect(written.err).toBe(`A saved setup was moved aside: it is damaged (not JSON) (${path}.aside)\n`);
});

it('does not say so of one that could not be moved', async () => {
  const configDir = join(config, 'circle');
  symlinkSync('circle', configDir);
  const { context, written } = testContext({ cwd: folder, configDir });
  expect((await setupHere(context)).found).toBeNull();
  expect(written.err).toMatch(/^A saved setup cannot be used: ELOOP/);
});

it.each(['{"schema":"musl-wizard.project/2"}', ''])('says how to do without a team’s file that is %s', async (text) => {
  const { context } = testContext({ cwd: folder, configDir: config });
  writeFileSync(join(folder, 'musl-wizard.json'), text);
  await allowAll(config, folder);
  const nextSteps = [expect.stringMatching(/^musl-wizard choose {3}#/), expect.stringMatching(/^musl-wizard recipe /)];
  await expect(setupHere(context)).rejects.toThrow(expect.objectContaining({ nextSteps }));
});

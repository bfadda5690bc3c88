import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planSave, writeRecipe } from '../../src/engine/save-plan.js';
import type { UserError } from '../../src/errors.js';
import type { SavedSetup } from '../../src/project/setup.js';
import { saveSetup } from '../../src/settings/store.js';

let settings: string;
let project: string;
beforeEach(() => {
  settings = mkdtempSync(join(tmpdir(), 'mw-settings-'));
  project = mkdtempSync(join(tmpdir(), 'mw-project-'));
});
afterEach(() => {
  for (const folder of [settings, project]) rmSync(folder, { recursive: true, force: true });
});

const setup = (): SavedSetup => ({
  schema: 'musl-wizard.setup/1',
  rung: 'glibc-static',
  upx: false,
  options: {},
  project,
  provedAt: '2026-11-21T07:00:00.000Z',
  proof: { sizeBytes: 1, libc: 'glibc', durationMs: 1 },
  basis: {},
});

it('plans the settings alone where no project is recognised', async () => {
  const plan = await planSave(settings, project, setup());
  expect(plan).toMatchObject([{ kind: 'setup', before: null, withoutProject: true }]);
  expect(plan).toHaveLength(1);
});

it('shows a setup that is there as it is', async () => {
  saveSetup(settings, { ...setup(), upx: true });
  const [saved] = await planSave(settings, project, setup());
  expect(saved?.before).toContain('"upx": true');
  expect(saved?.after).toContain('"upx": false');
});

it('plans the files of a project, writes them as shown, and then finds them the same', async () => {
  writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
  const plan = await planSave(settings, project, setup());
  const recipe = plan.filter(({ kind }) => kind === 'recipe');
  expect(recipe.length).toBeGreaterThan(0);
  expect(plan.some(({ withoutProject }) => withoutProject)).toBe(false);
  await writeRecipe(project, plan);
  for (const { path, after } of recipe) expect(readFileSync(path, 'utf8')).toBe(after);
  const again = await planSave(settings, project, setup());
  for (const { kind, before, after } of again) if (kind === 'recipe') expect(before).toBe(after);
});

it('leaves a file alone that has changed since it was shown', async () => {
  writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
  const plan = await planSave(settings, project, setup());
  const path = plan.find(({ kind }) => kind === 'recipe')?.path ?? '';
  writeFileSync(path, 'mine');
  await expect(writeRecipe(project, plan)).rejects.toThrow(/has changed since it was shown/);
  expect(readFileSync(path, 'utf8')).toBe('mine');
});

it('plans no file behind a link that leads out of the project', async () => {
  writeFileSync(join(project, 'main.c'), 'int main(void) { return 0; }\n');
  const [file] = (await planSave(settings, project, setup())).filter(({ kind }) => kind === 'recipe');
  writeFileSync(join(settings, 'precious'), 'mine');
  symlinkSync(join(settings, 'precious'), file?.path ?? '');
  expect((await planSave(settings, project, setup())).map(({ kind }) => kind)).toEqual(['setup']);
});

it('names a folder in a command as one word of a shell, whatever it is called', async () => {
  const odd = join(project, "it's; touch x");
  mkdirSync(odd);
  const name = 'n'.repeat(300);
  const file = { kind: 'recipe' as const, path: join(odd, name), before: null, after: 'x' };
  const error = await writeRecipe(odd, [file]).catch((failed: UserError) => failed);
  const [command = ''] = (error as UserError).nextSteps;
  expect(execFileSync('sh', ['-c', command.replace('ls -ld', "printf '<%s>'")], { encoding: 'utf8' })).toBe(`<${odd}>`);
});

import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run as choose } from '../../src/commands/choose.js';
import { checkSettings } from '../../src/settings/check-settings.js';
import { testContext } from '../support/context.js';

let base: string;
let project: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mw-check-settings-'));
  project = join(base, 'project');
  mkdirSync(join(project, 'home'), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true }));

it("asks nothing of a folder of one's own, which need not be there yet", () => {
  expect(() => checkSettings(join(base, 'home/.config/musl-wizard'), project)).not.toThrow();
});

it('refuses one in which others can write', () => {
  mkdirSync(join(base, 'config'));
  chmodSync(join(base, 'config'), 0o777);
  expect(() => checkSettings(join(base, 'config'), project)).toThrow(/Another user can write/);
});

it('refuses one in the project, before any rung is tried', async () => {
  const { context } = testContext({ cwd: project, env: { PATH: process.env.PATH, HOME: join(project, 'home') } });
  await expect(choose(context, [], { yes: true })).rejects.toMatchObject({
    message: expect.stringContaining('The author of this project can write to the settings folder'),
    nextSteps: [expect.stringContaining('--config-dir')],
  });
});

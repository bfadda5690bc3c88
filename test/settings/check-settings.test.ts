import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run as choose } from '../../src/commands/choose.js';
import { run as wizard } from '../../src/commands/wizard.js';
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
  expect(() =>
    checkSettings(join(base, 'home/.config/musl-wizard'), join(base, 'home/.local/state'), project),
  ).not.toThrow();
});

it('refuses one in which others can write', () => {
  mkdirSync(join(base, 'config'));
  chmodSync(join(base, 'config'), 0o777);
  expect(() => checkSettings(join(base, 'config'), join(base, 'state'), project)).toThrow(/Another user can write/);
});

it.each([
  ['choose', choose],
  ['the wizard', wizard],
] as const)('refuses one in the project, before any rung is tried by %s', async (_, run) => {
  const { context } = testContext({
    cwd: project,
    env: { PATH: process.env.PATH, HOME: join(project, 'home') },
    stdin: Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream,
  });
  await expect(run({ ...context, out: { ...context.out, isTTY: true } }, [], {})).rejects.toMatchObject({
    message: expect.stringContaining('The author of this project can write to the settings folder'),
    nextSteps: [expect.stringContaining('--config-dir')],
  });
});

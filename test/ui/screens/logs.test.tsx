import { afterEach, describe, expect, it } from 'vitest';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

const logs = ['build.log', 'old.log'].map(
  (name, at) => ({ path: `/p/${name}`, name, bytes: 2048, writtenMs: -at * 3_600_000, place: 'here' }) as const,
);

describe('the logs', () => {
  it('are listed with size and age, filtered, and one is explained', async () => {
    wizard = openWizard({}, undefined, { findLogs: async () => logs });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('x');
    await wizard.shows(/❯ build.log +2 KiB {2}just now/);
    await wizard.shows(/ {2}old.log +2 KiB {2}1 h ago/);
    wizard.press('/', 'o', 'l', 'd', 'enter');
    await wizard.shows(/❯ old.log/);
    expect(wizard.frame()).not.toContain('build.log');
    wizard.press('enter');
    await wizard.shows('Cause: old.log');
    wizard.press('escape');
    await wizard.shows('Logs, the newest first');
  });

  it('that are not there: how to write one', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('x');
    await wizard.shows('make 2>&1 | tee build.log');
  });
});

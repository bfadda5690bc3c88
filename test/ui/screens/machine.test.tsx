import { afterEach, describe, expect, it } from 'vitest';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the machine', () => {
  it('opens a row to its evidence, every row of which can be reached', async () => {
    wizard = openWizard({}, { columns: 60, rows: 12 });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('G', ' ');
    await wizard.shows('proxy: not known');
    wizard.press('G');
    await wizard.shows(/❯ +endpoints/);
    wizard.press(' ');
    await wizard.shows(/❯ ✓ Network/);
    expect(wizard.frame()).not.toContain('proxy');
  });
});

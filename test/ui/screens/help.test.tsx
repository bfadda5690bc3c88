import { afterEach, describe, it } from 'vitest';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the help', () => {
  it('lists the keys of the screen below it', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('?');
    await wizard.shows('Ctrl-Z');
    wizard.press('escape');
    await wizard.shows('This machine');
  });
});

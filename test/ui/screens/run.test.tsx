import { afterEach, describe, expect, it } from 'vitest';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('a fix', () => {
  it('is run only after its commands were on show, and tells whether it helped', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('f');
    await wizard.shows('$ sh install-nix --no-daemon');
    expect(wizard.frame()).toContain('Undo');
    wizard.press('c');
    expect(wizard.copied[0]).toContain('sh install-nix');
    wizard.press('enter');
    await wizard.shows('Not fixed');
  });
});

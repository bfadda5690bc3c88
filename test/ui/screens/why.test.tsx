import { afterEach, describe, expect, it } from 'vitest';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('why', () => {
  it('opens Why with evidence and commands', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('g', 'w');
    await wizard.shows('evidence  which:nix: not found');
    expect(wizard.frame()).toContain('$ sh install-nix --no-daemon');
  });
});

it.each([['fix', 'after a failure', 'fix', []]] as const)(
  'the key to %s, %s, leads to %s',
  (intent, state, place, effects) => {
    expect(pressed('why', state, intent)).toMatchObject({ place, effects });
  },
);

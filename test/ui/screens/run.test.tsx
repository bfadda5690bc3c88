import { afterEach, describe, expect, it } from 'vitest';
import { type Layout, layoutOf } from '../../../src/ui/model/layout.js';
import { initialModel, type Model } from '../../../src/ui/model/model.js';
import { runScreen } from '../../../src/ui/screens/run.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('a fix', () => {
  it('is run only after its commands were shown, and reports whether it helped', async () => {
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

  it('that needs root is shown, copied and run with its sudo', () => {
    const fix = {
      title: 'Install it',
      commands: ["echo 'a' >/etc/x"],
      needsRoot: true,
      changes: null,
      undo: 'rm /etc/x',
      runnable: true,
    };
    const choice = { key: 'x', problem: 'x', title: 'It is missing', fix };
    const model: Model = {
      ...initialModel({ columns: 80, rows: 24 }, 0, false, { program: 'musl-wizard', uid: 1000, elevation: 'sudo' }),
      overlay: { kind: 'fix', choices: [choice], chosen: choice },
      cursor: { run: 'yes' },
    };
    const line = "sudo sh -c 'echo '\\''a'\\'' >/etc/x'";
    const shown = runScreen
      .text?.(model, layoutOf(model.size) as Layout)
      .map((each) => each.map(({ text }) => text).join(''));
    expect(shown).toEqual(expect.arrayContaining([`  $ ${line}`, "  $ sudo sh -c 'rm /etc/x'"]));
    expect(runScreen.act?.(model, 'copy')?.effects).toEqual([{ type: 'copy', text: line }]);
    expect(runScreen.act?.(model, 'go')?.effects).toEqual([
      {
        type: 'fix',
        problem: 'x',
        fix: expect.objectContaining({ commands: [line], undo: "sudo sh -c 'rm /etc/x'" }),
      },
    ]);
  });
});

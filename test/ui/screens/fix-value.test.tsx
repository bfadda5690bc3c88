import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../../src/diagnosis/finding.js';
import { examination, finding, fix } from '../../support/fake-session.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

const noNixpkgs: Finding = finding({
  id: 'nix-nixpkgs-missing',
  rungs: ['pkgs-musl'],
  title: '<nixpkgs> is not found',
  fixes: [
    fix({
      title: 'Use a copy of nixpkgs',
      commands: ['musl-wizard canary pkgs-musl --nixpkgs FOLDER'],
      who: 'you',
      input: {
        word: 'FOLDER',
        label: 'Folder of nixpkgs',
        kind: 'package-set',
        option: { rung: 'pkgs-musl', name: 'nixpkgs' },
      },
    }),
  ],
});

const type = async (text: string) => {
  for (const key of text) wizard.press(key);
};

describe('a fix that needs a value', () => {
  const open = async (found: readonly string[] = []) => {
    const tried: unknown[] = [];
    wizard = openWizard(
      {
        examination: { ...examination, findings: [noNixpkgs] },
        canary: async () => void tried.push('tried'),
      },
      undefined,
      {
        checkValue: async (_kind, text) =>
          text.startsWith('/good') ? { value: text } : { fault: 'There is no folder or archive.' },
        completeValue: async () => found,
      },
    );
    const run = vi.spyOn(wizard.session, 'try');
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('f');
    await wizard.shows('❯ Fill in: Folder of nixpkgs');
    return { run };
  };

  it('asks for it, checks it, shows the command with it as one word, and tries the rung with it after a yes', async () => {
    const { run } = await open();
    wizard.press('enter');
    await wizard.shows('Folder of nixpkgs: █');
    await type('/bad');
    wizard.press('enter');
    await wizard.shows('There is no folder or archive.');
    expect(run).not.toHaveBeenCalled();
    // The text is still there to be corrected.
    for (let n = 0; n < 4; n += 1) wizard.press('\x7f');
    await wizard.shows('Folder of nixpkgs: █');
    await type("/good it's");
    wizard.press('enter');
    await wizard.shows("--nixpkgs '/good it'\\''s'");
    await wizard.shows('❯ Yes, try pkgs-musl with it');
    expect(run).not.toHaveBeenCalled();
    wizard.press('enter');
    await wizard.shows('pkgs-musl works');
    expect(run).toHaveBeenCalledWith('pkgs-musl', { upx: false, rungOptions: { nixpkgs: "/good it's" } });
  });

  it('completes it by Tab as far as all agree, and shows what it can become', async () => {
    await open(['/goodness/', '/goods/']);
    wizard.press('enter');
    await wizard.shows('Tab complete');
    await type('/g');
    wizard.press('\t');
    await wizard.shows('Folder of nixpkgs: /good█');
    expect(wizard.frame()).toMatch(/It can become *\n +\/goodness\/ *\n +\/goods\//);
  });

  it('is not given up by Esc but to run nothing', async () => {
    const { run } = await open();
    wizard.press('enter');
    await type('/good');
    wizard.press('escape');
    await wizard.shows('❯ Fill in: Folder of nixpkgs');
    expect(run).not.toHaveBeenCalled();
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { muslHints } from '../../../src/artifact/musl-hints.js';
import { canaryResult } from '../../support/canary-result.js';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('done', () => {
  const toSaving = async () => {
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('❯ Use glibc-static');
    wizard.press('enter');
  };

  it('names no build of a folder in which there is nothing to build', async () => {
    wizard = openWizard({}, undefined, {
      plan: async () => [{ kind: 'setup', path: '/config/a.json', before: null, after: '{}\n', withoutProject: true }],
    });
    await toSaving();
    await wizard.shows('a.json');
    wizard.press('enter');
    await wizard.shows('No project was found');
    expect(wizard.frame()).toContain('choose --yes && ');
    expect(wizard.frame()).not.toContain('This project builds');
    wizard.press('enter');
    await wizard.controller.ended;
    expect(wizard.controller.model().building).toBe(false);
  });

  it('says what is different with musl, of what was built, and nothing where nothing is', async () => {
    const build = { outcome: 'passed', programs: [] } as const;
    for (const hints of [['allocator', 'dlopen'], []] as const) {
      wizard = openWizard({
        results: { 'glibc-static': canaryResult({ build }) },
        effects: { save: async () => ({ path: '/config/a.json', hints }) },
      });
      await toSaving();
      await wizard.shows('project.json');
      wizard.press('enter');
      await wizard.shows('Enter put the program here');
      const said = wizard.frame().replace(/\s+/g, ' ');
      for (const [id, { title, advice }] of Object.entries(muslHints))
        expect(said.includes(advice), title).toBe(hints.some((one) => one === id));
      expect(said.includes('What is different with musl')).toBe(hints.length > 0);
      wizard.close();
    }
  });

  it('ends in the program of a project that was built, unless it is left by another key', async () => {
    const build = { outcome: 'passed', programs: [] } as const;
    for (const [key, building] of [
      ['enter', true],
      ['q', false],
    ] as const) {
      wizard = openWizard({ results: { 'glibc-static': canaryResult({ build }) } });
      await toSaving();
      await wizard.shows('project.json');
      wizard.press('enter');
      await wizard.shows('Enter put the program here');
      wizard.press(key);
      await wizard.controller.ended;
      expect(wizard.controller.model().building).toBe(building);
      wizard.close();
    }
  });
});

it.each([
  ['copy', 'after saving', 'done', ['copy']],
  ['log', 'after saving', 'log', ['read-log']],
] as const)('the key to %s, %s, leads to %s', (intent, state, place, effects) => {
  expect(pressed('done', state, intent)).toMatchObject({ place, effects });
});

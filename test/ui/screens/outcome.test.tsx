import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../support/fake-session.js';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the result', () => {
  it('of a success leads to saving, of a failure to its fixes, and to the next option', async () => {
    wizard = openWizard({ results: { alpine: failure('alpine') } });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('up');
    await wizard.shows('❯ ~ alpine');
    wizard.press('t');
    await wizard.shows('✗ alpine failed');
    expect(wizard.frame()).toContain('Host names cannot be resolved in the build');
    expect(wizard.frame()).toContain('❯ Show fixes');
    expect(wizard.frame()).toContain('Try glibc-static instead');
    wizard.press('down');
    await wizard.shows('❯ Try glibc-static instead');
    wizard.press('enter');
    await wizard.shows('❯ Use glibc-static from now on');
    expect(wizard.frame()).toContain('✓ glibc-static works');
    expect(wizard.frame()).toMatch(/glibc-static +\d+/);
  });

  it('can be skipped after a failure, and tried again', async () => {
    let tries = 0;
    wizard = openWizard({
      results: { 'glibc-static': failure('glibc-static') },
      canary: async () => {
        tries += 1;
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('glibc-static failed');
    wizard.press('r');
    await vi.waitFor(() => expect(tries).toBe(2));
    await wizard.shows('glibc-static failed');
    expect(wizard.session.state().results).toHaveLength(1);
    wizard.press('s');
    await wizard.shows('Static build options');
    expect(wizard.session.state().skipped.map(({ rung }) => rung)).toEqual(['glibc-static']);
  });
});

it.each([
  ['why', 'after a success', 'why', ['explain']],
  ['log', 'after a success', 'log', ['read-log']],
  ['fix', 'after a failure', 'fix', []],
] as const)('the key to %s, %s, leads to %s', (intent, state, place, effects) => {
  expect(pressed('outcome', state, intent)).toMatchObject({ place, effects });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { examination, failure, finding, restartedByHost, result } from '../../support/fake-session.js';
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

  it('of a try that could not be carried out says all of the reason, and offers it again', async () => {
    const error = new UserError(
      'Nothing was built.',
      ['EACCES: no access'],
      [`musl-wizard --config-dir ${'x'.repeat(90)}`],
    );
    wizard = openWizard({ canary: () => Promise.reject(error) });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('[Result]');
    expect(wizard.frame()).toContain('EACCES: no access');
    expect(wizard.frame().match(/x+/g)?.join('')).toContain('x'.repeat(90));
    wizard.press('down');
    await wizard.shows('❯ Try it again');
  });

  it('of a try for which no folder would do leads to what is wrong with the folders, and to no other try of the same', async () => {
    const noexec = finding({
      id: 'disk-noexec',
      severity: 'warning',
      title: 'Programs cannot be executed in /tmp (noexec)',
      rungs: ['glibc-static', 'zig'],
      fixes: [restartedByHost('/tmp executable')],
    });
    const rungs = ['glibc-static', 'zig'].map(
      (id) => ({ id, verdict: 'ready', because: [] }) as { id: 'zig'; verdict: 'ready'; because: [] },
    );
    const blocked = result({ outcome: 'blocked', artifact: null, ran: null, findings: ['canary-no-scratch-folder'] });
    wizard = openWizard({
      examination: { ...examination, findings: [noexec], rungs },
      results: { 'glibc-static': blocked },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('glibc-static blocked');
    expect(wizard.frame()).not.toContain('Try zig instead');
    expect(wizard.frame()).toContain('❯ Show fixes');
    wizard.press('enter');
    await wizard.shows('To send');
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

import { afterEach, describe, expect, it } from 'vitest';
import { failure, result } from '../support/fake-session.js';
import { openWizard } from '../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

const sizes = [
  { columns: 40, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 100, rows: 60 },
];

describe.each(sizes)('at $columns×$rows', (size) => {
  const fits = () => {
    const rows = wizard.frame().split('\n');
    expect(rows.length).toBeLessThan(size.rows);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(size.columns);
  };

  it('shows the machine being read before there is a session', () => {
    wizard = openWizard({}, size);
    expect(wizard.frame()).toContain('Scanning this machine');
    expect(wizard.frame()).toMatch(/Memory +reading/);
    fits();
  });

  it('leads by Enter alone from the machine to a saved setup', async () => {
    wizard = openWizard({}, size);
    wizard.start();
    await wizard.shows('Enter go on');
    expect(wizard.frame()).toContain('Nix is not installed');
    fits();
    wizard.press('enter');
    await wizard.shows(/❯ ✓ glibc-static +ready/);
    expect(wizard.frame()).toContain('recommended');
    fits();
    wizard.press('enter');
    await wizard.shows('glibc-static works');
    fits();
    wizard.press('enter');
    await wizard.shows('Files to write');
    await wizard.shows(/new +.home.user/);
    fits();
    wizard.press('enter');
    await wizard.shows('musl-wizard build');
    fits();
    wizard.press('enter');
    expect(await wizard.controller.ended).toEqual({ interrupted: false });
    expect(wizard.session.state().saved?.setup.rung).toBe('glibc-static');
  });

  it('shows a failure with its cause, its fix and a way on', async () => {
    wizard = openWizard({ results: { 'glibc-static': failure('glibc-static') } }, size);
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('glibc-static failed');
    await wizard.shows('❯ Show fixes');
    fits();
    wizard.press('f');
    await wizard.shows('$ dockerd --dns 9.9.9.9');
    expect(wizard.frame()).not.toContain('Enter run it');
    fits();
  });
});

describe('hostile text', () => {
  it('is shown harmless wherever it comes from', async () => {
    const evil = '\x1b]0;owned\x07\x1b[2J\u202eevil\r\x1b[31mred';
    wizard = openWizard({
      results: { 'glibc-static': result({ reason: evil, logFile: `/tmp/${evil}` }) },
      canary: async (emit) => emit({ type: 'output', lines: [evil], dropped: 0 }),
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('glibc-static works');
    expect(wizard.frame()).not.toMatch(/\x1b\]|\x1b\[2J|\u202e|\r|\x07/);
  });
});

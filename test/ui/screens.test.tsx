import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
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
    expect(wizard.frame()).toContain('Reading this machine');
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
    await wizard.shows('What will be written');
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
    await wizard.shows('❯ Show what mends it');
    fits();
    wizard.press('f');
    await wizard.shows('$ dockerd --dns 9.9.9.9');
    expect(wizard.frame()).not.toContain('Enter run it');
    fits();
  });
});

describe('the try', () => {
  it('shows steps, progress and output, and asks before it stops', async () => {
    let finish = () => {};
    wizard = openWizard({
      canary: async (emit, signal) => {
        emit({ type: 'step-started', name: 'compile', command: ['cc'] });
        emit({ type: 'progress', done: 3, total: 10, label: 'files' });
        emit({ type: 'output', lines: ['first line', '漢字 is wide'], dropped: 0 });
        await new Promise<void>((resolve) => {
          finish = resolve;
          signal.addEventListener('abort', () => resolve());
        });
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('漢字 is wide');
    expect(wizard.frame()).toContain('● compile');
    expect(wizard.frame()).toContain('3/10 files');
    expect(wizard.frame()).toContain('Output: 2 lines');
    wizard.press('escape');
    await wizard.shows('Stop this try?');
    wizard.press('enter');
    await wizard.shows('● compile');
    wizard.press('escape');
    await wizard.shows('Stop this try?');
    wizard.press('down');
    await wizard.shows('❯ Stop it');
    wizard.press('enter');
    await wizard.shows('glibc-static stopped');
    finish();
  });

  it('asks before it quits', async () => {
    wizard = openWizard({
      canary: (_emit, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('Trying glibc-static');
    wizard.press('q');
    await wizard.shows('Stop it and leave?');
    wizard.press('j');
    await wizard.shows('❯ Stop it and leave');
    wizard.press('enter');
    expect(await wizard.controller.ended).toEqual({ interrupted: false });
    expect(wizard.session.state().results[0]?.outcome).toBe('cancelled');
  });
});

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

describe('the ladder', () => {
  it('marks what was skipped and goes on to the next', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('k', 's');
    await wizard.shows(/- alpine +skipped/);
  });

  it('takes two special keys from one read as two keys, and ignores text that comes in one piece', async () => {
    const tried: string[] = [];
    wizard = openWizard({ canary: async (_emit, _signal, rung) => void tried.push(rung) });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('\x1b[A\x1b[A\x1b[B');
    await wizard.shows('❯ ~ alpine');
    wizard.press('\x1b[Ht', 'tt\r');
    await wizard.shows('Pasted text is ignored');
    expect(wizard.frame()).toContain('❯ ~ alpine');
    expect(tried).toEqual([]);
    wizard.press('t');
    await wizard.shows('alpine works');
    expect(tried).toEqual(['alpine']);
  });

  it('leads from a rung that wants mending to what is in its way', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('k', 'enter');
    await wizard.shows('Why: alpine');
    wizard.press('f');
    await wizard.shows('$ systemctl start docker');
    expect(wizard.frame()).toContain('You, as root.');
    // What root does is never the default.
    expect(wizard.frame()).toContain('❯ No, run nothing');
    wizard.press('enter');
    await wizard.shows('Why: alpine');
    expect(wizard.session.state().lastFix).toBeNull();
    wizard.press('f');
    await wizard.shows('❯ No, run nothing');
    wizard.press('down');
    await wizard.shows('❯ Yes, run this command as root');
    wizard.press('enter');
    await wizard.shows('It did not help');
  });

  it('opens Why with evidence and commands', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('g', 'w');
    await wizard.shows('seen  which:nix: not found');
    expect(wizard.frame()).toContain('$ sh install-nix --no-daemon');
  });
});

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
    await wizard.shows('It did not help');
  });
});

describe('the log', () => {
  it('is read from the disk, scrolled, moved sideways and filtered', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-screens-'));
    const logFile = join(folder, 'build.log');
    writeFileSync(logFile, Array.from({ length: 500 }, (_, n) => `unit ${n} ${'-'.repeat(90)} end ${n}\n`).join(''));
    wizard = openWizard({ results: { 'glibc-static': result({ logFile }) } });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('❯ Use glibc-static');
    wizard.press('l');
    await wizard.shows('unit 499');
    wizard.press('g');
    await wizard.shows('unit 0 ');
    wizard.press('j');
    await wizard.shows(/build.log *\n unit 1 /);
    expect(wizard.frame()).not.toContain('unit 0 ');
    wizard.press('\x1b[C', '\x1b[C');
    await wizard.shows('end 1');
    wizard.press('\x1b[D', '\x1b[D', '/', '4', '9', '9');
    await wizard.shows('Lines that hold: 499');
    wizard.press('\x1b[200~ abc\r\x1b[201~');
    await wizard.shows('Lines that hold: 499 abc');
    wizard.press(...Array(4).fill('\x7f'));
    await wizard.shows(/Lines that hold: 499█/);
    wizard.press('enter');
    await wizard.shows('/499');
    await wizard.shows('unit 499');
    expect(wizard.frame()).not.toContain('unit 498');
    wizard.press('c', 'escape');
    await wizard.shows('❯ Use glibc-static');
    expect(wizard.copied).toEqual([logFile]);
    rmSync(folder, { recursive: true });
  });
});

describe('saving', () => {
  const toSaving = async () => {
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('enter');
    await wizard.shows('❯ ✓ glibc-static');
    wizard.press('enter');
    await wizard.shows('❯ Use glibc-static');
    wizard.press('enter');
  };

  it('writes the files of the project only when asked to, as they were shown', async () => {
    const written: string[] = [];
    wizard = openWizard({}, undefined, {
      plan: async () => [
        { kind: 'setup', path: '/config/project.json', before: null, after: '{}\n' },
        { kind: 'recipe', path: '/project/Makefile.static', before: 'all: old\n', after: 'all: new\n' },
      ],
      write: async (files) => void written.push(...files.map(({ path }) => path)),
    });
    await toSaving();
    await wizard.shows(/new +.config.project.json/);
    expect(wizard.frame()).not.toContain('Makefile.static');
    wizard.press('p');
    await wizard.shows(/change +.project.Makefile.static/);
    expect(wizard.frame()).toContain('- all: old');
    expect(wizard.frame()).toContain('+ all: new');
    wizard.press('enter');
    await wizard.shows('musl-wizard build');
    expect(written).toEqual(['/config/project.json', '/project/Makefile.static']);
  });

  it('names no build of a folder in which there is nothing to build', async () => {
    wizard = openWizard({}, undefined, {
      plan: async () => [{ kind: 'setup', path: '/config/a.json', before: null, after: '{}\n', withoutProject: true }],
    });
    await toSaving();
    await wizard.shows('a.json');
    wizard.press('enter');
    await wizard.shows('No project was recognised');
    expect(wizard.frame()).toContain('choose --yes && ');
    expect(wizard.frame()).not.toContain('This project builds');
  });

  it('tells what cannot be written, and stays', async () => {
    wizard = openWizard({
      effects: {
        save: () => {
          throw new UserError('The setup could not be saved: EACCES', [], ['Name a folder that can be written']);
        },
      },
    });
    await toSaving();
    await wizard.shows('new  ');
    wizard.press('enter');
    await wizard.shows('could not be saved: EACCES');
    expect(wizard.frame()).toContain('What will be written');
  });
});

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

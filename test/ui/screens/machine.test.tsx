import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { examination, finding, restartedByHost, result } from '../../support/fake-session.js';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('the machine', () => {
  it('opens a row to its evidence, every row of which can be reached', async () => {
    wizard = openWizard({}, { columns: 60, rows: 12 });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('G', ' ');
    await wizard.shows('proxy: unknown');
    wizard.press('G');
    await wizard.shows(/❯ +endpoints/);
    wizard.press(' ');
    await wizard.shows(/❯ ✓ Network/);
    expect(wizard.frame()).not.toContain('proxy');
  });

  const zlib = { kind: 'library', id: 'zlib', required: true, evidence: { file: 'Makefile', line: 1 } } as const;
  const project = { name: 'hello', languages: ['c'], buildSystem: 'make', needs: [zlib] } as const;

  it('says first what the project is, and what an earlier run saved for it', async () => {
    const kept = {
      rung: 'glibc-static',
      from: 'project',
      options: {},
      upx: false,
      lastBuild: { outcome: 'passed', atMs: -2 * 3_600_000 },
    } as const;
    wizard = openWizard({ examination: { ...examination, project } }, undefined, { kept: async () => kept });
    wizard.start();
    await wizard.shows('Saved for this project: glibc-static; built 2 h ago. Enter builds again.');
    expect(wizard.frame().indexOf('hello: C, make; needs zlib')).toBeLessThan(wizard.frame().indexOf('Saved for this'));
    expect(wizard.frame()).toContain('[Machine] > Options > Try > Result > Save');
  });

  it.each([
    ['o', 'Static build options'],
    ['enter', '[Result]'],
  ])('of a project with a saved setup leads on %s to %s, with the saved options', async (key, title) => {
    const options = { nixpkgs: '/srv/nixpkgs' };
    const kept = { rung: 'pkgs-musl', from: 'project', options, upx: false, lastBuild: null } as const;
    const rungs = examination.rungs.map((verdict) => ({ ...verdict, verdict: 'ready' as const, because: [] }));
    const tried: unknown[] = [];
    wizard = openWizard(
      {
        examination: { ...examination, project, rungs },
        effects: {
          runCanary: async (rung, _, { rungOptions }) => {
            tried.push([rung, rungOptions]);
            return result({ rung });
          },
        },
      },
      undefined,
      { kept: async () => kept },
    );
    wizard.start();
    await wizard.shows('Enter build again');
    wizard.press(key);
    await wizard.shows(title);
    expect(tried).toEqual(key === 'enter' ? [['pkgs-musl', options]] : []);
  });

  it('offers no second build with a saved setup that cannot work, or failed for what is still there', async () => {
    const kept = { rung: 'alpine', from: 'project', options: {}, upx: false, lastBuild: null } as const;
    wizard = openWizard({ examination: { ...examination, project } }, undefined, { kept: async () => kept });
    wizard.start();
    await wizard.shows('Saved for this project: alpine; not built yet.');
    await wizard.shows('Enter go on');
    expect(wizard.frame()).not.toContain('Enter builds again');
  });

  it('leads, where nothing can be done from here, to the line to send', async () => {
    const readOnly = finding({
      id: 'disk-read-only',
      title: '/tmp is mounted read-only',
      rungs: ['pkgs-musl', 'alpine', 'glibc-static'],
      fixes: [restartedByHost('/tmp writable')],
    });
    const rungs = examination.rungs.map(({ id }) => ({
      id,
      verdict: 'impossible' as const,
      because: ['disk-read-only'],
    }));
    wizard = openWizard({ examination: { ...examination, findings: [readOnly], rungs } });
    wizard.start();
    await wizard.shows('Enter what to do');
    wizard.press('enter');
    await wizard.shows('To send  /tmp is mounted read-only. Please: Restart the container with /tmp');
    wizard.press('escape');
    await wizard.shows('This machine');
    wizard.press('o');
    await wizard.shows('Static build options');
  });

  it('leads to the line to send also from a problem that nobody can fix', async () => {
    const lost = finding({ id: 'nix-absent', title: 'Nix is not installed', rungs: ['pkgs-musl'] });
    const tool = finding({
      id: 'toolchain-zig-missing',
      title: 'zig is not installed',
      rungs: ['zig'],
      fixes: [restartedByHost('zig')],
    });
    const rungs = (['pkgs-musl', 'zig'] as const).map((id) => ({
      id,
      verdict: 'impossible' as const,
      because: [id === 'zig' ? 'toolchain-zig-missing' : 'nix-absent'],
    }));
    wizard = openWizard({ examination: { ...examination, findings: [lost, tool], rungs } });
    wizard.start();
    await wizard.shows('❯ ✗ Nix is not installed');
    await wizard.shows('Enter what to do');
    wizard.press('enter');
    await wizard.shows('To send  zig is not installed. Please: Restart the container with zig');
    wizard.press('escape');
    await wizard.shows('❯ ✗ zig is not installed');
  });

  it('counts in the row of a domain what its mark stands for', async () => {
    wizard = openWizard({}, { columns: 80, rows: 40 });
    wizard.start();
    await wizard.shows(/✗ Nix +1 blocker; not installed/);
    await wizard.shows(/✓ System +(?!1)/);
  });

  it('says why what was saved cannot be read, and goes on', async () => {
    const kept = async () => {
      throw new UserError('musl-wizard.json cannot be used: not JSON.');
    };
    wizard = openWizard({}, undefined, { kept });
    wizard.start();
    await wizard.shows('musl-wizard.json cannot be used: not JSON.');
    await wizard.shows('Enter go on');
  });
});

it.each([
  ['go', 'once the machine is read', 'ladder', []],
  ['fix', 'once the machine is read', 'fix', []],
  ['retry', 'once the machine is read', 'machine', ['examine']],
  ['logs', 'once the machine is read', 'logs', ['find-logs']],
] as const)('the key to %s, %s, leads to %s', (intent, state, place, effects) => {
  expect(pressed('machine', state, intent)).toMatchObject({ place, effects });
});

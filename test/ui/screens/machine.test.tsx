import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { examination } from '../../support/fake-session.js';
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

  it('says first what the project is, and what an earlier run saved for it', async () => {
    const zlib = { kind: 'library', id: 'zlib', required: true, evidence: { file: 'Makefile', line: 1 } } as const;
    const project = { name: 'hello', languages: ['c'], buildSystem: 'make', needs: [zlib] } as const;
    const kept = {
      rung: 'glibc-static',
      from: 'project',
      lastBuild: { outcome: 'passed', atMs: -2 * 3_600_000 },
    } as const;
    wizard = openWizard({ examination: { ...examination, project } }, undefined, { kept: async () => kept });
    wizard.start();
    await wizard.shows('Enter go on');
    await wizard.shows('Saved for this project: glibc-static; built 2 h ago.');
    expect(wizard.frame().indexOf('hello: C, make; needs zlib')).toBeLessThan(wizard.frame().indexOf('Saved for this'));
    expect(wizard.frame()).toContain('step 1 of 5');
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

import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

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

  it('shows the setup in words, and as it is written', async () => {
    const after =
      '{\n  "rung": "zig",\n  "upx": true,\n  "basis": { "memory.limitBytes": null, "toolchain.zig.path": "/z" }\n}\n';
    wizard = openWizard({}, undefined, {
      plan: async () => [{ kind: 'setup', path: '/config/project.json', before: null, after }],
    });
    await toSaving();
    await wizard.shows('builds by zig, packed with UPX');
    expect(wizard.frame()).toContain('rests on  memory limit, zig');
    expect(wizard.frame()).not.toContain('"rung"');
    expect(wizard.frame()).toContain('Space as written');
    wizard.press(' ');
    await wizard.shows('+   "rung": "zig"');
    wizard.press(' ');
    await wizard.shows('builds by zig');
  });

  it('reports what cannot be written, and stays', async () => {
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
    expect(wizard.frame()).toContain('Files to write');
  });
});

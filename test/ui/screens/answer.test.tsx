import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../../../src/explain/diagnosis.js';
import { failure } from '../../support/fake-session.js';
import { pressed } from '../../support/screen-faults.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

const log = { path: '/p/build.log', name: 'build.log', bytes: 9, writtenMs: 0, place: 'here' } as const;
const open = async (explainLog: () => Promise<Explanation>) => {
  wizard = openWizard({}, undefined, { findLogs: async () => [log], explainLog });
  wizard.start();
  await wizard.shows('Enter go on');
  wizard.press('x');
  await wizard.shows('❯ build.log');
  wizard.press('enter');
};

describe('the answer to a log', () => {
  it('is the cause with its line, and its fixes to choose from', async () => {
    await open(async () => ({ bytes: 9, lines: 12, diagnoses: failure('alpine').diagnoses, unknown: [] }));
    await wizard.shows('Host names cannot be resolved in the build');
    await wizard.shows('wget: bad address dl-cdn.alpinelinux.org');
    wizard.press('f');
    await wizard.shows('dockerd --dns 9.9.9.9');
    wizard.press('escape');
    await wizard.shows('Cause: build.log');
  });

  it('shows the line whole, among those around it in the log', async () => {
    const guilty = `wget: bad address ${'x'.repeat(90)}.example`;
    const around = [
      { line: 2, excerpt: 'second' },
      { line: 3, excerpt: 'third '.repeat(30) },
      { line: 5, excerpt: 'fifth' },
      { line: 6, excerpt: 'sixth' },
    ];
    const [cause] = failure('alpine').diagnoses;
    if (!cause) throw new Error('no cause');
    const diagnoses = [{ ...cause, line: 4, excerpt: guilty, around }];
    wizard = openWizard({}, undefined, { explainLog: async () => ({ bytes: 9, lines: 7, diagnoses, unknown: [] }) });
    wizard.controller.send({ type: 'open-log', log });
    await wizard.shows('> 4  wget: bad address');
    for (const near of ['2  second', '3  third', '5  fifth', '6  sixth']) expect(wizard.frame()).toContain(near);
    expect(wizard.frame()).toMatch(/third third.*…$/m);
    expect(wizard.frame().match(/x+/g)?.join('')).toContain('x'.repeat(90));
  });

  it('is that the cause is unknown, with the lines that look like errors', async () => {
    await open(async () => ({
      bytes: 9,
      lines: 2,
      diagnoses: [],
      unknown: [{ line: 2, excerpt: 'frobnicate: boom' }],
    }));
    await wizard.shows('the cause is unknown');
    await wizard.shows('2: frobnicate: boom');
    expect(wizard.frame()).not.toContain('f fix');
  });

  it('is that nothing failed', async () => {
    await open(async () => ({ bytes: 9, lines: 2, diagnoses: [], unknown: [] }));
    await wizard.shows('No known failure and nothing that looks like an error (2 lines read).');
  });

  it('has fixes that are renewed, also while they are shown, once this machine is known', async () => {
    const [cause] = failure('alpine').diagnoses;
    if (!cause) throw new Error('no cause');
    const fixes = (runnable: boolean) =>
      ['for another system', 'for this one'].map((title) => ({
        title,
        commands: [`do ${title}`],
        needsRoot: false,
        changes: null,
        undo: null,
        runnable: runnable && title === 'for this one',
      }));
    wizard = openWizard({}, undefined, {
      explainLog: async (_, facts) => {
        const known = fixes(facts !== null);
        const own = { ...cause, fixes: facts === null ? known : known.toReversed() };
        return { bytes: 9, lines: 12, diagnoses: [own], unknown: [] };
      },
    });
    wizard.controller.send({ type: 'open-log', log });
    await wizard.shows('Enter fixes');
    wizard.press('enter');
    await wizard.shows('scanning  for this one');
    wizard.press('down');
    await wizard.shows('❯ scanning  for this one');
    wizard.press('enter');
    await wizard.shows('whether it can run from here is not known yet');
    wizard.start();
    await wizard.shows('Yes, run this command');
    expect(wizard.frame()).toContain('do for this one');
    wizard.press('escape');
    await wizard.shows('❯ can run   for this one');
    await wizard.shows('by hand   for another system');
  });

  it('says which of its fixes were carried out, and what to do now', async () => {
    const [cause] = failure('alpine').diagnoses;
    const fixes = ['one', 'other'].map((title) => ({
      title: `Install ${title}`,
      commands: [`install ${title}`],
      needsRoot: false,
      changes: null,
      undo: null,
      runnable: true,
    }));
    await open(async () => ({ bytes: 9, lines: 12, diagnoses: cause ? [{ ...cause, fixes }] : [], unknown: [] }));
    await wizard.shows('Enter fixes');
    wizard.press('enter');
    await wizard.shows('❯ can run   Install one');
    wizard.press('enter');
    await wizard.shows('❯ Yes, run this command');
    wizard.press('enter');
    await wizard.shows('✓ Done: Install one');
    expect(wizard.frame()).toContain('Now run the build again. If it still fails, open its new log here.');
    wizard.press('enter');
    await wizard.shows('done      Install one');
    await wizard.shows('can run   Install other');
  });

  it('opens the log at the line that shows the cause', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-answer-'));
    try {
      const [cause] = failure('alpine').diagnoses;
      if (!cause) throw new Error('no cause');
      const path = join(folder, 'build.log');
      const lines = Array.from({ length: 300 }, (_, n) => (n === 119 ? `step: ${cause.excerpt}` : `line ${n + 1}`));
      writeFileSync(path, lines.join('\n'));
      wizard = openWizard({}, undefined, {
        explainLog: async () => ({ bytes: 9, lines: 300, diagnoses: [{ ...cause, line: 120 }], unknown: [] }),
      });
      wizard.controller.send({ type: 'open-log', log: { ...log, path } });
      await wizard.shows('Enter fixes');
      wizard.press('l');
      await wizard.shows(`> step: ${cause.excerpt}`);
      expect(wizard.frame()).toMatch(/ {2}line 119 *\n *> step: .*\n {3}line 121/);
      expect(wizard.frame()).not.toContain('line 300');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says why a log cannot be read', async () => {
    await open(async () => {
      throw new Error('EACCES: permission denied');
    });
    await wizard.shows('/p/build.log cannot be read: EACCES');
  });
});

it.each([
  ['log', 'after a failure', 'log', ['read-log']],
  ['retry', 'after a failure', 'answer', ['explain-log']],
] as const)('the key to %s, %s, leads to %s', (intent, state, place, effects) => {
  expect(pressed('answer', state, intent)).toMatchObject({ place, effects });
});

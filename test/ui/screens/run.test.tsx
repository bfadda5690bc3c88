import { afterEach, describe, expect, it } from 'vitest';
import { initialSession } from '../../../src/engine/session-state.js';
import { type Layout, layoutOf } from '../../../src/ui/model/layout.js';
import { initialModel, type Model } from '../../../src/ui/model/model.js';
import { runScreen } from '../../../src/ui/screens/run.js';
import { examination } from '../../support/fake-session.js';
import { openWizard } from '../../support/wizard.js';

let wizard: ReturnType<typeof openWizard>;
afterEach(() => wizard.close());

describe('a fix', () => {
  it('is run only after its commands were shown, and reports whether it helped', async () => {
    wizard = openWizard();
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('f');
    await wizard.shows('$ sh install-nix --no-daemon');
    expect(wizard.frame()).toContain('Undo');
    wizard.press('c');
    expect(wizard.copied[0]).toContain('sh install-nix');
    wizard.press('enter');
    await wizard.shows('Not fixed');
  });

  it('shows what it prints while it runs', async () => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    wizard = openWizard({
      effects: {
        runFix: async (_finding, _fix, _signal, onLines) => {
          onLines(['$ sh install-nix --no-daemon', 'fetching \x1b[2Jnix']);
          await ended;
          return { applied: true, output: '', reason: 'Done.' };
        },
      },
    });
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('f');
    await wizard.shows('Yes, run these commands');
    wizard.press('enter');
    await wizard.shows('Applying fix');
    await wizard.shows('fetching nix');
    end();
    await wizard.shows('Not fixed');
  });

  it('that fails shows what it printed, until that is closed', async () => {
    const output = `${Array.from({ length: 60 }, (_, n) => `line ${n}`).join('\n')}\nE: Unable to locate \x1b[2Jpackage\n`;
    const reason = 'Failed with 100: sh install-nix --no-daemon';
    wizard = openWizard(
      { effects: { runFix: async () => ({ applied: false, output, reason }) } },
      { columns: 80, rows: 24 },
    );
    wizard.start();
    await wizard.shows('Enter go on');
    wizard.press('f');
    await wizard.shows('Yes, run these commands');
    wizard.press('enter');
    await wizard.shows('Fix not applied');
    expect(wizard.frame()).toContain(reason);
    wizard.press('G');
    await wizard.shows('E: Unable to locate package');
    wizard.press('enter');
    await wizard.shows('This machine');
    wizard.press('f');
    await wizard.shows('Yes, run these commands');
  });

  it.each([
    ['export TMPDIR=/w/.tmp', false],
    ['canary alpine --image REGISTRY/alpine:TAG', true],
  ])('of %s says that capitals stand for values: %s', (command, says) => {
    const fix = { title: 'Do it', commands: [command], needsRoot: false, changes: null, undo: null, runnable: false };
    const choice = { key: 'x', problem: 'x', title: 'It is missing', fix };
    const session = { ...initialSession, examination };
    const size = { columns: 80, rows: 24 };
    const overlay = { kind: 'fix', choices: [choice], chosen: choice } as const;
    const model: Model = { ...initialModel(size, 0), session, overlay };
    const shown = runScreen.text?.(model, layoutOf(size) as Layout) ?? [];
    const text = shown.map((row) => row.map((piece) => piece.text).join('')).join('\n');
    expect(text).toContain('Not run from here');
    expect(/capitals/.test(text)).toBe(says);
  });

  it('that needs root is shown, copied and run with its sudo', () => {
    const fix = {
      title: 'Install it',
      commands: ["echo 'a' >/etc/x"],
      needsRoot: true,
      changes: null,
      undo: 'rm /etc/x',
      runnable: true,
    };
    const choice = { key: 'x', problem: 'x', title: 'It is missing', fix };
    const model: Model = {
      ...initialModel({ columns: 80, rows: 24 }, 0, false, { program: 'musl-wizard', uid: 1000, elevation: 'sudo' }),
      overlay: { kind: 'fix', choices: [choice], chosen: choice },
      cursor: { run: 'yes' },
    };
    const line = "sudo sh -c 'echo '\\''a'\\'' >/etc/x'";
    const shown = runScreen
      .text?.(model, layoutOf(model.size) as Layout)
      .map((each) => each.map(({ text }) => text).join(''));
    expect(shown).toEqual(expect.arrayContaining([`  $ ${line}`, "  $ sudo sh -c 'rm /etc/x'"]));
    expect(runScreen.act?.(model, 'copy')?.effects).toEqual([{ type: 'copy', text: line }]);
    expect(runScreen.act?.(model, 'go')?.effects).toEqual([
      {
        type: 'fix',
        problem: 'x',
        fix: expect.objectContaining({ commands: [line], undo: "sudo sh -c 'rm /etc/x'" }),
      },
    ]);
  });

  it.each([
    [40, 15],
    [30, 10],
    [80, 24],
  ])('is not run before the last of its commands was in sight, at %i × %i', (columns, rows) => {
    const commands = Array.from({ length: 12 }, (_, n) => `echo command number ${n} of a long fix`);
    const fix = { title: 'Install it', commands, needsRoot: false, changes: null, undo: null, runnable: true };
    const choice = { key: 'x', problem: 'x', title: 'It is missing', fix };
    let model: Model = {
      ...initialModel({ columns, rows }, 0, false, { program: 'musl-wizard', uid: 0, elevation: 'sudo' }),
      overlay: { kind: 'fix', choices: [choice], chosen: choice },
      cursor: { run: 'yes' },
    };
    const layout = layoutOf(model.size) as Layout;
    const shown = (each: Model): string =>
      runScreen
        .rows(each, layout)
        .flatMap((part) =>
          part.kind === 'lines' ? part.lines : part.kind === 'list' ? part.items.map(({ line }) => line) : [],
        )
        .map((words) => words.map(({ text }) => text).join(''))
        .join('\n');
    let seen = '';
    for (let keys = 0; ; keys += 1) {
      const screen = shown(model);
      seen += screen;
      const result = runScreen.act?.(model, 'go');
      if (!result || result.effects.length > 0) {
        expect(screen).toContain('Yes, run these commands');
        expect(result?.effects).toEqual([{ type: 'fix', problem: 'x', fix: expect.objectContaining({ commands }) }]);
        break;
      }
      expect(screen).toContain('Read on');
      expect(result.model.scroll).toBeGreaterThan(model.scroll);
      expect(keys).toBeLessThan(40);
      model = result.model;
    }
    for (const n of commands.keys()) expect(seen).toMatch(new RegExp(`number\\s+${n}\\b`));
  });
});

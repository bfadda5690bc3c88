import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fix } from '../../src/diagnosis/finding.js';
import type { BecomeRoot } from '../../src/engine/become-root.js';
import { journalPath, lockChanges, readJournal, undoable } from '../../src/engine/journal.js';
import { type RunShell, runFix, undoEntry } from '../../src/engine/run-fix.js';

import { fixEntries } from '../../src/presentation/finding.js';
import { asCalled } from '../../src/text/as-called.js';
import { asRun } from '../../src/text/as-run.js';
import { isShownExactly } from '../../src/text/shown-command.js';

let folder: string;
let journal: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-fix-'));
  journal = journalPath(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fix: Fix = {
  title: 'Make a thing',
  commands: ['make thing', 'use thing'],
  needsRoot: false,
  changes: null,
  undo: 'remove thing',
  runnable: true,
};

/** A shell that knows the commands of a test; any other throws. */
const shell = (answers: Record<string, number>): RunShell & { ran: string[] } => {
  const ran: string[] = [];
  const run: RunShell = async (command) => {
    const code = answers[command];
    if (code === undefined) throw new Error(`unexpected command: ${command}`);
    // The entry must be on disk before its commands run.
    expect(readJournal(journal)).not.toHaveLength(0);
    ran.push(command);
    return { code, output: `${command}\n` };
  };
  return Object.assign(run, { ran });
};
/** The commands and the undo as a person reads them: lines after a prompt, further lines of one after another. */
const shownCommands = (wanted: Fix): readonly [readonly string[], string | null] => {
  const found: { undo: boolean; text: string }[] = [];
  for (const { lead, text, prompt } of fixEntries(wanted, 'musl-wizard')) {
    if (prompt === '$') found.push({ undo: lead.some((each) => each.text.includes('undo')), text });
    else if (prompt === '>') (found.at(-1) as { text: string }).text += `\n${text}`;
  }
  const undo = found.find((each) => each.undo)?.text ?? null;
  return [found.filter((each) => !each.undo).map(({ text }) => text), undo];
};
const signal = new AbortController().signal;
const becomeRoot: BecomeRoot = async () => ({ allowed: true, onTerminal: false, reason: '' });

describe('a fix', () => {
  it('tells each command as it starts, and what it prints', async () => {
    const reported: string[] = [];
    const runShell: RunShell = async (command, { onLines }) => {
      onLines?.([`${command} prints`]);
      return { code: 0, output: '' };
    };
    await runFix('x', fix, { runShell, becomeRoot, journal, onLines: (lines) => reported.push(...lines) }, signal);
    expect(reported).toEqual(['$ make thing', 'make thing prints', '$ use thing', 'use thing prints']);
  });

  it('runs its commands in order and can be taken back', async () => {
    const runShell = shell({ 'make thing': 0, 'use thing': 0, 'remove thing': 0 });
    const outcome = await runFix('thing-missing', fix, { runShell, becomeRoot, journal }, signal);
    expect(outcome).toMatchObject({ applied: true, output: 'make thing\nuse thing\n' });
    const [newest] = undoable(readJournal(journal));
    expect(newest?.entry).toMatchObject({ finding: 'thing-missing', undo: 'remove thing' });
    expect(await undoEntry(newest!, { runShell, becomeRoot, journal }, signal)).toMatchObject({ undone: true });
    expect(undoable(readJournal(journal))).toEqual([]);
    expect(runShell.ran).toEqual(['make thing', 'use thing', 'remove thing']);
  });

  it('stops at the first command that fails, and stays in the journal as half done', async () => {
    const runShell = shell({ 'make thing': 7 });
    const outcome = await runFix('x', fix, { runShell, becomeRoot, journal }, signal);
    expect(outcome).toMatchObject({ applied: false, reason: 'Failed with 7: make thing' });
    expect(readJournal(journal)[0]?.state).toBe('failed');
    expect(undoable(readJournal(journal))).toHaveLength(1);
  });

  it('goes through sudo where root is needed and this is not root', async () => {
    const quoted = "sudo sh -c 'echo '\\''a'\\'' >/etc/x'";
    const runShell = shell({ [quoted]: 0 });
    const needy = asRun(
      { ...fix, commands: ["echo 'a' >/etc/x"], needsRoot: true },
      { program: 'x', uid: 1000, elevation: 'sudo' },
    );
    expect(await runFix('x', needy, { runShell, becomeRoot, journal }, signal)).toMatchObject({ applied: true });
    expect(readJournal(journal)[0]?.entry.undo).toBe("sudo sh -c 'remove thing'");
  });

  it('runs, and writes down to be undone, byte for byte what was shown, the wrapper of sudo included', async () => {
    const piece = fc.constantFrom(
      'a',
      ' b',
      "'",
      '"',
      '$x',
      '`',
      '\\',
      '\n',
      '; ',
      '#',
      'musl-wizard ',
      'sudo ',
      'ü',
      '&& ',
    );
    const command = fc
      .array(piece, { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''))
      .filter(isShownExactly);
    const wanted = fc.record({
      commands: fc.array(command, { minLength: 1, maxLength: 3 }),
      undo: fc.option(command),
      needsRoot: fc.boolean(),
    });
    const runner = fc.record({
      uid: fc.constantFrom(0, 1000),
      program: fc.constantFrom('musl-wizard', 'npx musl-wizard'),
      elevation: fc.constantFrom('sudo', 'doas'),
    });
    await fc.assert(
      fc.asyncProperty(wanted, runner, async (drawn, by) => {
        const asked = asRun({ ...fix, ...drawn }, by);
        const [shown, undo] = shownCommands(asked);
        const ran: string[] = [];
        const runShell: RunShell = async (line) => ({ code: ran.push(line) * 0, output: '' });
        await runFix('x', asked, { runShell, becomeRoot, journal }, signal);
        expect(ran).toEqual(shown);
        expect(readJournal(journal).at(-1)?.entry.undo ?? null).toBe(undo);
        // What the wrapper hands on is the command itself.
        for (const [at, line] of shown.entries())
          if (line.startsWith(`${by.elevation} sh `)) {
            const words = execFileSync('sh', ['-c', `${by.elevation}() { printf '%s\\0' "$@"; }\n${line}`], {
              encoding: 'utf8',
            });
            expect(words.split('\0')).toEqual(['sh', '-c', asCalled(drawn.commands[at] ?? '', by.program), '']);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('that sudo refuses is no change: nothing runs, and nothing is in the journal', async () => {
    const needy = asRun({ ...fix, needsRoot: true }, { program: 'x', uid: 1000, elevation: 'sudo' });
    const refuse: BecomeRoot = async () => ({ allowed: false, onTerminal: false, reason: 'Nothing was run: no.' });
    const outcome = await runFix('x', needy, { runShell: shell({}), becomeRoot: refuse, journal }, signal);
    expect(outcome).toEqual({ applied: false, output: '', reason: 'Nothing was run: no.' });
    expect(readJournal(journal)).toEqual([]);
  });

  it('whose undo sudo refuses stays to be undone, and its undo did not fail', async () => {
    const needy = asRun({ ...fix, needsRoot: true }, { program: 'x', uid: 1000, elevation: 'doas' });
    const ran: RunShell = async () => ({ code: 0, output: '' });
    await runFix('x', needy, { runShell: ran, becomeRoot, journal }, signal);
    const [newest] = undoable(readJournal(journal));
    const refuse: BecomeRoot = async () => ({ allowed: false, onTerminal: false, reason: 'no' });
    const effects = { runShell: shell({}), becomeRoot: refuse, journal };
    expect(await undoEntry(newest!, effects, signal)).toEqual({ undone: false, output: 'no' });
    expect(undoable(readJournal(journal))[0]?.state).toBe('done');
  });

  it('asks on the terminal where its tool does, and is cancelled by whoever ends it there', async () => {
    const needy = asRun({ ...fix, needsRoot: true }, { program: 'x', uid: 1000, elevation: 'sudo' });
    const asking: BecomeRoot = async () => ({ allowed: true, onTerminal: true, reason: '' });
    const ended: RunShell = async (_, { onTerminal }) => {
      expect(onTerminal).toBe(true);
      return { code: 130, interrupted: true, output: '' };
    };
    const outcome = await runFix('x', needy, { runShell: ended, becomeRoot: asking, journal }, signal);
    expect(outcome).toMatchObject({ applied: false, reason: expect.stringMatching(/^Cancelled during: sudo sh/) });
    expect(readJournal(journal)[0]?.state).toBe('cancelled');
  });

  it('is never run when it is for a person to complete', async () => {
    const outcome = await runFix(
      'x',
      { ...fix, runnable: false },
      { runShell: shell({}), becomeRoot, journal },
      signal,
    );
    expect(outcome.applied).toBe(false);
    expect(readJournal(journal)).toEqual([]);
  });

  it('is not run while another run changes the machine', async () => {
    const lock = lockChanges(journal);
    const outcome = await runFix('x', fix, { runShell: shell({}), becomeRoot, journal }, signal);
    expect(outcome).toMatchObject({ applied: false, reason: expect.stringContaining('another musl-wizard') });
    expect(readJournal(journal)).toEqual([]);
    if (typeof lock === 'object') lock.release();
  });

  it('keeps an undo that failed undoable', async () => {
    const runShell = shell({ 'make thing': 0, 'use thing': 0, 'remove thing': 1 });
    await runFix('x', fix, { runShell, becomeRoot, journal }, signal);
    const [newest] = undoable(readJournal(journal));
    expect(await undoEntry(newest!, { runShell, becomeRoot, journal }, signal)).toMatchObject({ undone: false });
    expect(undoable(readJournal(journal))).toHaveLength(1);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fix } from '../../src/diagnosis/finding.js';
import { journalPath, lockChanges, readJournal, undoable } from '../../src/engine/journal.js';
import { type RunShell, runFix, undoEntry } from '../../src/engine/run-fix.js';

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
const signal = new AbortController().signal;

describe('a fix', () => {
  it('runs its commands in order and can be taken back', async () => {
    const runShell = shell({ 'make thing': 0, 'use thing': 0, 'remove thing': 0 });
    const outcome = await runFix('thing-missing', fix, { runShell, journal, uid: 0 }, signal);
    expect(outcome).toMatchObject({ applied: true, output: 'make thing\nuse thing\n' });
    const [newest] = undoable(readJournal(journal));
    expect(newest?.entry).toMatchObject({ finding: 'thing-missing', undo: 'remove thing' });
    expect(await undoEntry(newest!, { runShell, journal }, signal)).toMatchObject({ undone: true });
    expect(undoable(readJournal(journal))).toEqual([]);
    expect(runShell.ran).toEqual(['make thing', 'use thing', 'remove thing']);
  });

  it('stops at the first command that fails, and stays in the journal as half done', async () => {
    const runShell = shell({ 'make thing': 7 });
    const outcome = await runFix('x', fix, { runShell, journal, uid: 0 }, signal);
    expect(outcome).toMatchObject({ applied: false, reason: 'Failed with 7: make thing' });
    expect(readJournal(journal)[0]?.state).toBe('failed');
    expect(undoable(readJournal(journal))).toHaveLength(1);
  });

  it('goes through sudo where root is needed and this is not root', async () => {
    const quoted = "sudo -n sh -c 'echo '\\''a'\\'' >/etc/x'";
    const runShell = shell({ [quoted]: 0 });
    const needy = { ...fix, commands: ["echo 'a' >/etc/x"], needsRoot: true };
    expect(await runFix('x', needy, { runShell, journal, uid: 1000 }, signal)).toMatchObject({ applied: true });
    expect(readJournal(journal)[0]?.entry.undo).toBe("sudo -n sh -c 'remove thing'");
  });

  it('is never run when it is for a person to complete', async () => {
    const outcome = await runFix('x', { ...fix, runnable: false }, { runShell: shell({}), journal, uid: 0 }, signal);
    expect(outcome.applied).toBe(false);
    expect(readJournal(journal)).toEqual([]);
  });

  it('is not run while another run changes the machine', async () => {
    const lock = lockChanges(journal);
    const outcome = await runFix('x', fix, { runShell: shell({}), journal, uid: 0 }, signal);
    expect(outcome).toMatchObject({ applied: false, reason: expect.stringContaining('another musl-wizard') });
    expect(readJournal(journal)).toEqual([]);
    if (typeof lock === 'object') lock.release();
  });

  it('keeps an undo that failed undoable', async () => {
    const runShell = shell({ 'make thing': 0, 'use thing': 0, 'remove thing': 1 });
    await runFix('x', fix, { runShell, journal, uid: 0 }, signal);
    const [newest] = undoable(readJournal(journal));
    expect(await undoEntry(newest!, { runShell, journal }, signal)).toMatchObject({ undone: false });
    expect(undoable(readJournal(journal))).toHaveLength(1);
  });
});

import { appendFileSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginEntry, journalPath, markEntry, parseJournal, readJournal, undoable } from '../../src/engine/journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const change = { finding: 'x', title: 'X', commands: ['touch a'], needsRoot: false, undo: 'rm a' };

describe('journal', () => {
  it('tells what was begun, done and undone, newest first', () => {
    const path = journalPath(join(folder, 'state'));
    expect(readJournal(path)).toEqual([]);
    const first = beginEntry(path, change);
    const second = beginEntry(path, { ...change, title: 'Y' });
    const third = beginEntry(path, { ...change, title: 'Z', undo: null });
    markEntry(path, first.id, 'done');
    markEntry(path, third.id, 'done');
    expect(readJournal(path).map(({ state }) => state)).toEqual(['done', 'begun', 'done']);
    expect(undoable(readJournal(path)).map(({ entry }) => entry.id)).toEqual([second.id, first.id]);
    markEntry(path, second.id, 'undone');
    expect(undoable(readJournal(path)).map(({ entry }) => entry.id)).toEqual([first.id]);
  });

  it('survives a line that a crash cut short', () => {
    const path = journalPath(folder);
    beginEntry(path, change);
    appendFileSync(path, '{"schema":"musl-wizard.journal/1","id":"cut');
    const after = beginEntry(path, { ...change, title: 'after' });
    expect(readJournal(path)).toHaveLength(2);
    expect(undoable(readJournal(path))[0]?.entry.id).toBe(after.id);
  });

  it('reads any bytes without a throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseJournal(text)));
    fc.assert(fc.property(fc.json(), (text) => void parseJournal(`${text}\n{${text}`)));
  });

  it.runIf(process.getuid?.() === 0)('runs nothing out of the journal of another user, nor through a link', () => {
    const path = journalPath(folder);
    beginEntry(path, change);
    chownSync(path, 1234, 1234);
    expect(() => readJournal(path)).toThrow(/another user/);
    chownSync(path, 0, 0);
    expect(readJournal(path)).toHaveLength(1);
    const link = join(folder, 'link');
    symlinkSync(path, link);
    expect(() => readJournal(link)).toThrow(/ELOOP/);
    expect(() => beginEntry(link, change)).toThrow(/ELOOP/);
  });

  it('does not hide a journal that cannot be read', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => readJournal(join(folder, 'file', 'journal.jsonl'))).toThrow(/ENOTDIR/);
  });
});

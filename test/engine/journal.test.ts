import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  lchownSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginEntry, journalPath, markEntry, parseJournal, readJournal, undoable } from '../../src/engine/journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mw-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const change = { finding: 'x', title: 'X', commands: ['touch a'], needsRoot: false, undo: 'rm a', locked: true };

describe('journal', () => {
  it('lists what was begun, done and undone, newest first', () => {
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

  it.each([
    ['itself', ''],
    ['its folder', '..'],
  ])('runs nothing out of a journal of which another user can write %s', (_, above) => {
    const path = journalPath(folder);
    beginEntry(path, change);
    const open = join(path, above);
    chmodSync(open, 0o777);
    for (const use of [() => readJournal(path), () => void beginEntry(path, change)]) {
      expect(use).toThrow(
        expect.objectContaining({
          message: expect.stringContaining('Another user can write'),
          evidence: [expect.anything(), `${resolve(open)} can be written by every user (mode 0777)`],
          nextSteps: [expect.anything(), `chmod go-w ${resolve(open)}`],
        }),
      );
    }
    chmodSync(open, 0o700);
    expect(readJournal(path)).toHaveLength(1);
  });

  it.runIf(process.getuid?.() === 0)(
    'runs nothing out of the journal of another user, nor through a link of theirs (needs root)',
    () => {
      const path = journalPath(folder);
      beginEntry(path, change);
      chownSync(path, 1234, 1234);
      expect(() => readJournal(path)).toThrow(/Another user/);
      chownSync(path, 0, 0);
      expect(readJournal(path)).toHaveLength(1);
      const link = join(folder, 'link');
      symlinkSync(path, link);
      expect(() => beginEntry(link, change)).toThrow(/ELOOP/);
      lchownSync(link, 1234, 1234);
      expect(() => readJournal(link)).toThrow(/Another user/);
    },
  );

  it('does not wait at a pipe in its place, nor read what is far too large', () => {
    const path = journalPath(folder);
    execFileSync('mkfifo', [path]);
    expect(() => readJournal(path)).toThrow(/cannot be read/);
    expect(() => beginEntry(path, change)).toThrow(/ENXIO/);
    rmSync(path);
    writeFileSync(path, '');
    truncateSync(path, 3 * 1024 ** 3);
    expect(() => readJournal(path)).toThrow(expect.objectContaining({ nextSteps: [expect.stringContaining('mv ')] }));
    expect(() => beginEntry(path, change)).toThrow(/cannot be read/);
  });

  it('does not hide a journal that cannot be read', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => readJournal(join(folder, 'file', 'journal.jsonl'))).toThrow(/ENOTDIR/);
  });
});

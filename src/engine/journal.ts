import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCode, UserError } from '../errors.js';
import { ensureFolder } from '../files/ensure-folder.js';
import { distrustOwn } from '../files/in-project.js';
import { type KernelLock, lockFile } from '../files/kernel-lock.js';
import { readBounded } from '../files/read-bounded.js';
import { type Distrust, distrust } from '../files/trusted-path.js';
import { shellQuote } from '../text/shell-quote.js';

/**
 * What fixes changed on this machine: append-only lines of JSON, each complete in itself, so that
 * `musl-wizard undo`, a later version of it, or a person with `cat` can go back after a crash.
 * An entry is on disk (fsync) before its commands start; what became of it is a line of its own.
 */
export interface JournalEntry {
  readonly schema: 'musl-wizard.journal/1';
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly finding: string;
  readonly title: string;
  readonly commands: readonly string[];
  readonly needsRoot: boolean;
  /** Plain shell command that undoes it; null where nothing does. */
  readonly undo: string | null;
  /** Whether who carries it out holds the lock of changes meanwhile. If not, nobody can tell whether it still runs. */
  readonly locked: boolean;
}

/** What became of an entry; the newest line of an id counts. */
export interface JournalMark {
  readonly schema: 'musl-wizard.journal/1';
  readonly of: string;
  readonly at: string;
  readonly state: 'done' | 'failed' | 'cancelled' | 'undone' | 'undo-failed';
}

export interface JournalState {
  readonly entry: JournalEntry;
  /** `begun` where no mark follows: the wizard died in the middle. */
  readonly state: 'begun' | JournalMark['state'];
}

const schema = 'musl-wizard.journal/1';
/** A journal of ten thousand fixes is smaller. */
const maxBytes = 16 * 1024 * 1024;

/** Path of the journal below the state folder. */
export const journalPath = (stateFolder: string): string => join(stateFolder, 'journal.jsonl');

/**
 * The same, for the folder that is worked on.
 * @throws {UserError} when it is in that folder, or another user can write it
 */
export const journalFor = (stateFolder: string, project: string): string => {
  const path = journalPath(stateFolder);
  refuse(path, distrustOwn(path, project));
  return path;
};

/**
 * The lock of whoever changes the machine or takes a change back, one at a time; it ends with that process, however
 * that ends, and is seen in other containers that share the folder.
 * @throws the error of the file system
 */
export const lockChanges = (journal: string): KernelLock | 'held' | 'unknown' => {
  ensureFolder(dirname(journal));
  return lockFile(join(dirname(journal), 'changes.lock'));
};

/** Writes an entry before its commands start; gives it with its id. */
export const beginEntry = (path: string, entry: Omit<JournalEntry, 'schema' | 'id' | 'at'>): JournalEntry => {
  const full: JournalEntry = { schema, id: randomUUID(), at: new Date().toISOString(), ...entry };
  append(path, full);
  return full;
};

/** Writes what became of an entry. */
export const markEntry = (path: string, of: string, state: JournalMark['state']): void =>
  append(path, { schema, of, at: new Date().toISOString(), state } satisfies JournalMark);

const append = (path: string, line: JournalEntry | JournalMark): void => {
  ensureFolder(dirname(path));
  checkOwner(path);
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size > maxBytes) throw notAJournal(path, `${stats.size} bytes`);
    // A leading newline ends a line that a crash cut short; blank lines are skipped on reading.
    writeSync(file, `\n${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * All entries of a journal with their state, oldest first; an absent journal is empty.
 * @throws {UserError} for a journal that another user can write: what stands in it would be run with this one's rights;
 * for one that is no regular file, or far larger than any journal
 */
export const readJournal = (path: string): JournalState[] => {
  checkOwner(path);
  try {
    return parseJournal(readBounded(path, maxBytes));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === undefined) throw notAJournal(path, message);
    throw error;
  }
};

const checkOwner = (path: string): void => refuse(path, distrust(path, { sticky: true }));

const refuse = (path: string, found: Distrust | null): void => {
  if (found === null) return;
  throw new UserError(
    `${found.who} can write to the journal of changes, so nothing in it is run.`,
    [`journal: ${path}`, found.evidence],
    [`${shellQuote(['cat', path])}   # read it first: its commands are run`, found.command],
    exitCode.broken,
  );
};

const notAJournal = (path: string, seen: string): UserError =>
  new UserError(
    'The journal of changes cannot be read, so nothing in it is run.',
    [seen],
    [
      `${shellQuote(['mv', path, `${path}.aside`])}   # starts a new journal; earlier changes are recorded only in the old one`,
    ],
    exitCode.broken,
  );

/** Entries with their state. Lines that are cut short or of another schema are passed over. Pure. */
export const parseJournal = (text: string): JournalState[] => {
  const states = new Map<string, JournalState>();
  for (const line of text.split('\n')) {
    const record = parseLine(line);
    if (record === null) continue;
    if ('of' in record) {
      const known = states.get(record.of);
      if (known) states.set(record.of, { ...known, state: record.state });
    } else states.set(record.id, { entry: record, state: 'begun' });
  }
  return [...states.values()];
};

const isText = (value: unknown): value is string => typeof value === 'string';
const marks: readonly string[] = [
  'done',
  'failed',
  'cancelled',
  'undone',
  'undo-failed',
] satisfies JournalMark['state'][];

const parseLine = (line: string): JournalEntry | JournalMark | null => {
  if (!line.startsWith('{')) return null;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (value.schema !== schema || !isText(value.at)) return null;
  if (isText(value.of)) return marks.includes(value.state as string) ? (value as unknown as JournalMark) : null;
  const whole =
    isText(value.id) &&
    isText(value.finding) &&
    isText(value.title) &&
    Array.isArray(value.commands) &&
    value.commands.every(isText) &&
    (value.undo === null || isText(value.undo));
  return whole ? ({ ...value, locked: value.locked === true } as unknown as JournalEntry) : null;
};

/** Entries that can still be taken back, newest first: begun, done, failed half-way, or an undo that failed. */
export const undoable = (states: readonly JournalState[]): JournalState[] =>
  states.filter(({ entry, state }) => state !== 'undone' && entry.undo !== null).reverse();

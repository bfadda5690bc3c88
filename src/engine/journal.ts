import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunning, type ProcessId } from '../build/processes/process-id.js';
import { UserError } from '../errors.js';
import { ensureFolder } from '../settings/ensure-folder.js';

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
  /** Plain shell that takes it back; null where nothing does. */
  readonly undo: string | null;
  /** The process that carries it out; absent in entries of the first versions. */
  readonly by?: ProcessId;
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
const sizeLimit = 16 * 1024 * 1024;

/** Path of the journal below the state folder. */
export const journalPath = (stateFolder: string): string => join(stateFolder, 'journal.jsonl');

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
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  try {
    // A leading newline ends a line that a crash cut short; blank lines are skipped on reading.
    writeSync(file, `\n${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/**
 * All entries of a journal with their state, oldest first; an absent journal is empty.
 * @throws {UserError} for the journal of another user: what stands in it would be run with this one's rights
 */
export const readJournal = (path: string): JournalState[] => {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    const { uid } = fstatSync(file);
    if (uid !== process.getuid?.()) {
      throw new UserError(
        'The journal of changes belongs to another user, so nothing in it is run.',
        [`${path}: of user ${uid}`],
        ['Run undo as that user; with sudo, also set HOME (sudo -H).'],
      );
    }
    return parseJournal(readFileSync(file, 'utf8').slice(-sizeLimit));
  } finally {
    closeSync(file);
  }
};

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
  return whole ? (value as unknown as JournalEntry) : null;
};

/** Whether another process is in the middle of it right now. */
export const isUnderWay = ({ entry: { by }, state }: JournalState): boolean =>
  state === 'begun' && Number.isInteger(by?.pid) && by?.pid !== process.pid && isRunning(by as ProcessId);

/** Entries that can still be taken back, newest first: begun, done, failed half-way, or an undo that failed. */
export const undoable = (states: readonly JournalState[]): JournalState[] =>
  states.filter(({ entry, state }) => state !== 'undone' && entry.undo !== null).reverse();

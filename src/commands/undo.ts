import { dirname, join } from 'node:path';
import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import { type JournalState, journalFor, lockChanges, readJournal, undoable } from '../engine/journal.js';
import { localShell } from '../engine/local-shell.js';
import { otherChange, undoEntry } from '../engine/run-fix.js';
import { exitCode, UsageError } from '../errors.js';
import { stateFolder } from '../settings/paths.js';
import { formatAgo, formatCount } from '../text/format.js';
import { sanitize, sanitizeLine } from '../text/sanitize.js';
import { commandLines, isShownExactly } from '../text/shown-command.js';
import { rootOf } from './parts/root-of.js';

export interface UndoOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly list?: boolean;
}

/** One change and what became of it, as `undo --json` reports it. */
interface Undone {
  readonly id: string;
  readonly at: string;
  readonly finding: string;
  readonly title: string;
  readonly undo: string | null;
  readonly outcome: 'undone' | 'failed' | 'kept';
}

/**
 * `musl-wizard undo`: takes back what fixes changed, newest first, each after a question.
 * Exit code 0 when nothing is left to take back, 1 when something was kept or could not be.
 */
export const run: Command<UndoOptions> = async (context, args, options) => {
  if (args.length > 0) throw new UsageError(`undo takes no arguments (got: ${sanitizeLine(args.join(' '))})`);
  const folder = stateFolder(context.env, context.configDir);
  const journal = journalFor(folder, context.cwd);
  const before = undoable(readJournal(journal));
  if (!options.list && before.length > 0 && !options.yes && !canAsk(context)) {
    throw new UsageError('undo asks before it undoes each change; without a terminal, use --yes or --list.');
  }
  // Asked for the whole run: a second undo would end the commands of the first, and run them again.
  const lock = options.list || before.length === 0 ? null : lockChanges(journal);
  try {
    // Who held it until now has taken back some of them.
    const changes = lock === null ? before : undoable(readJournal(journal));
    return await undoAll(context, options, journal, changes, lock);
  } finally {
    if (typeof lock === 'object') lock?.release();
  }
};

const undoAll = async (
  context: Context,
  options: UndoOptions,
  journal: string,
  changes: readonly JournalState[],
  lock: ReturnType<typeof lockChanges> | null,
): Promise<number> => {
  const folder = dirname(journal);
  if (lock === 'held') context.err.write(`Nothing was undone: ${otherChange}\n`);
  const shell = localShell({
    logFile: join(folder, 'undo.log'),
    cwd: context.cwd,
    env: context.env,
    ...rootOf(context),
  });
  const results: Undone[] = [];
  for (const change of changes) {
    if (context.signal.aborted) break;
    show(change, (text) => context.err.write(text));
    const open = lock === 'unknown' || (change.state === 'begun' && !change.entry.locked);
    if (open) context.err.write(mayRun);
    const wanted = !options.list && lock !== 'held' && (await isWanted(context, options, open));
    const hidden = wanted && !isShownExactly(change.entry.undo ?? '');
    if (hidden) context.err.write(notExact);
    const outcome = wanted && !hidden ? await undoChange(change) : 'kept';
    const { id, at, finding, title, undo } = change.entry;
    results.push({ id, at, finding, title, undo, outcome });
  }
  if (options.json) {
    context.out.write(`${JSON.stringify({ schema: 'musl-wizard.undo/1', journal, changes: results }, null, 2)}\n`);
  } else if (changes.length === 0) context.out.write('Nothing to undo: no fix has changed this machine.\n');
  else context.out.write(`${options.list ? pending(changes, context.program) : summary(results)}\n`);
  return options.list || results.every(({ outcome }) => outcome === 'undone') ? exitCode.yes : exitCode.no;

  async function undoChange(change: JournalState): Promise<Undone['outcome']> {
    const { undone, output } = await undoEntry(change, { ...shell, journal }, context.signal);
    if (output) context.err.write(sanitize(output.endsWith('\n') ? output : `${output}\n`));
    return undone ? 'undone' : 'failed';
  }
};

const notExact =
  '  Not run automatically, since it contains characters that cannot be displayed. To run it by hand, paste the quoted form above into bash or zsh: sh -c …\n';

const mayRun =
  '  Another run may still be working on it. If none is: run musl-wizard undo in a terminal and answer yes.\n';

/** What may still be under way is taken back only where a person says so. */
const isWanted = async (context: Context, { yes }: UndoOptions, open: boolean): Promise<boolean> => {
  if (yes && !open) return true;
  return canAsk(context) && confirm(context, 'Undo this?');
};

const stateWords: Readonly<Record<JournalState['state'], string>> = {
  begun: 'interrupted halfway',
  done: 'done',
  failed: 'failed halfway',
  cancelled: 'stopped halfway',
  undone: 'undone',
  'undo-failed': 'not undone: its undo failed',
};

const show = ({ entry, state }: JournalState, write: (text: string) => void): void => {
  const lines = [
    `${sanitizeLine(entry.title)}  (${formatAgo(Date.now() - Date.parse(entry.at))}, ${stateWords[state]})`,
    ...entry.commands.flatMap((command) => under('  did:  ', command)),
    ...under('  undo: ', entry.undo ?? ''),
  ];
  write(`${lines.join('\n')}\n`);
};

/** All lines of a command, the first after a head. */
const under = (head: string, command: string): string[] =>
  commandLines(command).map((each, at) => (at === 0 ? head : ' '.repeat(head.length)) + each);

/** What is still to be undone, and how. */
const pending = (changes: readonly JournalState[], program: string): string =>
  `${formatCount(changes.length, 'change')} can be undone: ${program} undo`;

const summary = (results: readonly Undone[]): string => {
  const count = (outcome: Undone['outcome']) => results.filter((each) => each.outcome === outcome).length;
  return `${count('undone')} undone, ${count('failed')} failed, ${count('kept')} kept`;
};

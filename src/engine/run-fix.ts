import { endMarked } from '../build/processes/marked-processes.js';
import type { Fix } from '../diagnosis/finding.js';
import type { KernelLock } from '../files/kernel-lock.js';
import { isFixShownExactly } from '../text/shown-command.js';
import type { BecomeRoot, RootAccess } from './become-root.js';
import { beginEntry, type JournalEntry, type JournalState, lockChanges, markEntry } from './journal.js';
import type { FixOutcome } from './session-state.js';

/**
 * Runs one line of shell and returns how it ended; ended itself, with all its children, by the signal.
 * `env` comes on top of the environment.
 */
export type RunShell = (
  command: string,
  options: {
    readonly signal: AbortSignal;
    readonly env: Readonly<Record<string, string>>;
    /** Whether it asks on the user's terminal. */
    readonly onTerminal?: boolean;
    /** Called with what it prints, line by line; not where it prints on the terminal. */
    readonly onLines?: ((lines: readonly string[]) => void) | undefined;
  },
) => Promise<{
  readonly code: number | null;
  /** Whether the user ended it. */
  readonly interrupted?: boolean;
  readonly output: string;
}>;

export interface FixEffects {
  readonly runShell: RunShell;
  readonly becomeRoot: BecomeRoot;
  readonly journal: string;
  /** Called with each command as it starts, and with what it prints. */
  readonly onLines?: (lines: readonly string[]) => void;
}

/**
 * In the environment of what a fix or an undo runs, with the entry's id: after a kill -9 its shell runs on, and has
 * to end before anything is taken back. Below sudo it cannot be seen.
 */
const doing = 'MUSL_WIZARD_FIX';
const undoing = 'MUSL_WIZARD_UNDO';

/**
 * Carries out a fix that the user has seen and confirmed, its commands as they stand in it (`asRun` makes them what they
 * are here): the journal entry first, then command by command until one fails. Whether it helped is for the caller to find out by probing again.
 */
export const runFix = async (
  finding: string,
  fix: Fix,
  effects: FixEffects,
  signal: AbortSignal,
): Promise<Omit<FixOutcome, 'helped'>> => {
  const { journal } = effects;
  if (!fix.runnable) {
    return { applied: false, output: '', reason: 'Complete these commands and paste them into a shell.' };
  }
  // What a person confirmed is what was on the screen.
  if (!isFixShownExactly(fix)) {
    return {
      applied: false,
      output: '',
      reason: 'Nothing was run: these commands contain characters that cannot be displayed.',
    };
  }
  let lock: KernelLock | 'held' | 'unknown';
  try {
    lock = lockChanges(journal);
  } catch (error) {
    return notWritten(error);
  }
  if (lock === 'held') return { applied: false, output: '', reason: `Nothing was run: ${otherChange}` };
  try {
    return await runLocked(finding, fix, effects, signal, lock !== 'unknown');
  } finally {
    if (lock !== 'unknown') lock.release();
  }
};

/** Said where the lock of changes is held. */
export const otherChange =
  'another musl-wizard is changing this machine right now (a fix or an undo). Wait until it has finished.';

const notWritten = (error: unknown): Omit<FixOutcome, 'helped'> => ({
  applied: false,
  output: '',
  reason: `Nothing was run, since it could not be recorded in the journal first: ${(error as Error).message}`,
});

const runLocked = async (
  finding: string,
  fix: Fix,
  { runShell, becomeRoot, journal, onLines }: FixEffects,
  signal: AbortSignal,
  locked: boolean,
): Promise<Omit<FixOutcome, 'helped'>> => {
  const { title, commands, needsRoot, undo } = fix;
  // A refusal changes nothing, so that it is not in the journal.
  const { allowed, onTerminal, reason } = await rootAccess(commands, becomeRoot, signal);
  if (!allowed) return { applied: false, output: '', reason };
  let entry: JournalEntry;
  try {
    entry = beginEntry(journal, {
      finding,
      title,
      commands,
      needsRoot,
      undo,
      locked,
    });
  } catch (error) {
    return notWritten(error);
  }
  let output = '';
  for (const command of commands) {
    onLines?.([`$ ${command}`]);
    const step = await runShell(command, { signal, env: { [doing]: entry.id }, onTerminal, onLines });
    output += step.output;
    if (signal.aborted || step.interrupted) {
      markEntry(journal, entry.id, 'cancelled');
      return { applied: false, output, reason: `Cancelled during: ${command}` };
    }
    if (step.code !== 0) {
      markEntry(journal, entry.id, 'failed');
      return { applied: false, output, reason: `Failed with ${step.code ?? 'a signal'}: ${command}` };
    }
  }
  markEntry(journal, entry.id, 'done');
  return { applied: true, output, reason: `Done: ${title}` };
};

/** Whether commands may run that become root; those of root itself, and of fixes without it, need not ask. */
const rootAccess = async (
  commands: readonly string[],
  becomeRoot: BecomeRoot,
  signal: AbortSignal,
): Promise<RootAccess> =>
  commands.some((command) => /^(?:sudo|doas) /.test(command))
    ? becomeRoot(signal)
    : { allowed: true, onTerminal: false, reason: '' };

/**
 * Takes one journal entry back with the shell that was written down for it, after ending what still runs of a fix
 * or an undo that was killed.
 */
export const undoEntry = async (
  { entry, state }: JournalState,
  { runShell, becomeRoot, journal }: FixEffects,
  signal: AbortSignal,
): Promise<{ readonly undone: boolean; readonly output: string }> => {
  if (entry.undo === null) return { undone: false, output: '' };
  const { allowed, onTerminal, reason } = await rootAccess([entry.undo], becomeRoot, signal);
  if (!allowed) return { undone: false, output: reason };
  // What a fix that ended well started (a daemon) is for its undo to stop.
  if (state === 'begun') await endMarked(`${doing}=${entry.id}`);
  await endMarked(`${undoing}=${entry.id}`);
  const { code, output } = await runShell(entry.undo, { signal, env: { [undoing]: entry.id }, onTerminal });
  markEntry(journal, entry.id, code === 0 ? 'undone' : 'undo-failed');
  return { undone: code === 0, output };
};

import { asCalled } from './as-called.js';

/** The commands of a fix, as they are shown or run. */
interface Commands {
  readonly commands: readonly string[];
  readonly undo: string | null;
  readonly needsRoot: boolean;
  readonly runnable: boolean;
}

/** Who runs a fix from here. */
export interface Runner {
  /** The words that start this program here. */
  readonly program: string;
  /** The user that this process runs as. */
  readonly uid: number;
}

/**
 * A fix with its commands, and its undo, word for word as they are run from here: this program by the words that start
 * it, and what needs root through sudo for others. It is what is shown before a question, and what runs after it.
 * One that a person has to complete is not run, so it has no sudo. Pure.
 */
export const asRun = <Fix extends Commands>(fix: Fix, { program, uid }: Runner): Fix => {
  const needsSudo = fix.runnable && fix.needsRoot && uid !== 0;
  const one = (command: string): string => asRoot(asCalled(command, program), needsSudo);
  return { ...fix, commands: fix.commands.map(one), undo: fix.undo === null ? null : one(fix.undo) };
};

// `sudo -n` asks no question, which nobody could answer below a screen; the whole line goes to one
// shell so that redirections in it happen as root too.
const asRoot = (command: string, needsSudo: boolean): string =>
  needsSudo && !command.startsWith('sudo ') ? `sudo -n sh -c '${command.replaceAll("'", "'\\''")}'` : command;

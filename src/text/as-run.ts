import { asCalled } from './as-called.js';

/** The commands of a fix, as they are shown or run. */
interface Commands {
  readonly commands: readonly string[];
  readonly undo: string | null;
  readonly needsRoot: boolean;
  readonly runnable: boolean;
}

/** Tools by which a user becomes root. */
export type Elevation = 'sudo' | 'doas';

/** Who runs a fix from here. */
export interface Runner {
  /** The words that start this program here. */
  readonly program: string;
  /** The user that this process runs as. */
  readonly uid: number;
  /** By which this user becomes root. */
  readonly elevation: Elevation;
}

/**
 * A fix with its commands, and its undo, word for word as they are run from here: this program by the words that start
 * it, and what needs root through sudo or doas for others. It is what is shown before a question, and what runs after it.
 * One that a person has to complete is not run, so it has no sudo. Pure.
 */
export const asRun = <Fix extends Commands>(fix: Fix, { program, uid, elevation }: Runner): Fix => {
  const one = (command: string): string => {
    const called = asCalled(command, program);
    return fix.runnable && fix.needsRoot && uid !== 0 ? asRoot(called, elevation) : called;
  };
  return { ...fix, commands: fix.commands.map(one), undo: fix.undo === null ? null : one(fix.undo) };
};

// The whole line goes to one shell, so that redirections in it happen as root too.
const asRoot = (command: string, elevation: Elevation): string =>
  /^(?:sudo|doas) /.test(command) ? command : `${elevation} sh -c '${command.replaceAll("'", "'\\''")}'`;

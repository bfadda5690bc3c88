import { dirname } from 'node:path';
import { maskerFor } from '../build/processes/mask-log.js';
import { runLogged } from '../build/processes/run-logged.js';
import { ensureFolder } from '../files/ensure-folder.js';
import { outsideProject } from '../machine/query-environment.js';
import type { Elevation } from '../text/as-run.js';
import { type BecomeRoot, becomeRoot, type LendTerminal, signalAsRoot } from './become-root.js';
import type { RunShell } from './run-fix.js';

/** Ten minutes: installing a package over a slow line is the longest that a fix does. */
const timeoutMs = 600_000;

interface LocalShell {
  readonly logFile: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly elevation: Elevation;
  /** Null where there is no terminal. */
  readonly lend: LendTerminal | null;
}

/**
 * Runs shell text of a fix on this machine, its output in a log file: in a process group of its own, or on the user's
 * terminal where a password is asked for, with no variable that leads into the current folder. What runs as root ends
 * with it.
 */
export const localShell = ({
  logFile,
  cwd,
  env,
  elevation,
  lend,
}: LocalShell): { readonly runShell: RunShell; readonly becomeRoot: BecomeRoot } => {
  // `npx` and directory environments put folders of a project on the search path: no sudo of these gets a password.
  const own = outsideProject(env, cwd);
  const mask = maskerFor(env);
  const runShell: RunShell = async (command, { signal, env: more, onTerminal, onLines }) => {
    ensureFolder(dirname(logFile));
    const run = (say?: (text: string) => void) =>
      runLogged(['/bin/sh', '-c', command], {
        cwd,
        env: { ...own, ...more },
        signal,
        timeoutMs,
        logFile,
        signalOthers: signalAsRoot({ elevation, env: own }),
        ...(onLines && { onLines }),
        // A terminal in raw mode, as sudo may set it, starts no new line at column 1 by a newline alone.
        ...(say && { onTerminal: true, onLines: (lines) => say(lines.map((line) => `${line}\r\n`).join('')) }),
      });
    const ran = await (onTerminal && lend ? lend(run) : run());
    const said = ran.error
      ? `sh: ${ran.error}\n`
      : ran.timedOut
        ? 'It took longer than ten minutes and was stopped.\n'
        : '';
    const interrupted = ran.cancelled || ran.signal === 'SIGINT' || (onTerminal === true && ran.code === 130);
    return { code: ran.code, interrupted, output: mask(ran.tail + said) };
  };
  return { runShell, becomeRoot: becomeRoot({ elevation, env: own, lend }) };
};

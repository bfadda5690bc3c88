import { dirname } from 'node:path';
import { runLogged } from '../build/processes/run-logged.js';
import { ensureFolder } from '../files/ensure-folder.js';
import type { RunShell } from './run-fix.js';

/** Ten minutes: installing a package over a slow line is the longest that a fix does. */
const timeoutMs = 600_000;

/** Runs shell text of a fix on this machine, in a process group of its own, its output in a log file. */
export const localShell = (options: {
  readonly logFile: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): RunShell => {
  const { logFile, cwd, env } = options;
  return async (command, { signal, env: more }) => {
    ensureFolder(dirname(logFile));
    const ran = await runLogged(['/bin/sh', '-c', command], {
      cwd,
      env: { ...env, ...more },
      signal,
      timeoutMs,
      logFile,
    });
    const said = ran.error
      ? `sh: ${ran.error}\n`
      : ran.timedOut
        ? 'It took longer than ten minutes and was stopped.\n'
        : '';
    return { code: ran.code, output: ran.tail + said };
  };
};

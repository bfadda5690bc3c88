import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Context } from '../../console/context.js';
import type { LendTerminal } from '../../engine/become-root.js';
import { outsideProject, queryFolder } from '../../machine/query-environment.js';

const ignore = (): void => undefined;

/**
 * Shows a file in the user's pager, on this terminal, until it is closed. Neither the pager nor its settings are to be
 * found in the current folder.
 * @param path absolute
 * @param context of its environment PAGER are words of a shell, as for git and man; less where it is not set
 * @returns what to tell where that failed, else null
 */
export const page = async (
  path: string,
  { cwd, env }: Pick<Context, 'cwd' | 'env'>,
  lend: LendTerminal,
): Promise<string | null> => {
  const outside = outsideProject(env, cwd);
  const pager = outside.PAGER?.trim() || 'less';
  const code = await lend(async () => {
    // Ctrl-C is for the pager, which stops a search by it; the terminal sends it to both.
    const own = process.listeners('SIGINT');
    process.removeAllListeners('SIGINT').on('SIGINT', ignore);
    try {
      const shown = spawn('/bin/sh', ['-c', `${pager} "$1"`, 'sh', path], {
        stdio: 'inherit',
        cwd: queryFolder,
        env: { ...outside },
      });
      return (await once(shown, 'close'))[0] as number | null;
    } finally {
      process.off('SIGINT', ignore);
      for (const listener of own) process.on('SIGINT', listener);
    }
  });
  return code === 0
    ? null
    : `${pager} ended with ${code === null ? 'a signal' : `exit code ${code}`}; set PAGER to another.`;
};

import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder: $HOME, where that is an absolute path, else what /etc/passwd says. Where there is none (a
 * user whom /etc/passwd does not know, as in a bare container) it is /nonexistent, as Debian calls it: nothing is
 * found there, and nothing can be written.
 */
export const homeFolder = (env: Readonly<Record<string, string | undefined>>): string => {
  if (env.HOME && isAbsolute(env.HOME)) return env.HOME;
  try {
    return userInfo().homedir;
  } catch {
    return '/nonexistent';
  }
};

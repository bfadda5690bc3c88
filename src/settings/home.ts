import { homedir } from 'node:os';

/**
 * The user's home folder. Where there is none (no HOME, and a user whom /etc/passwd does not know, as in a bare
 * container) it is /nonexistent, as Debian calls it: nothing is found there, and nothing can be written.
 */
export const homeFolder = (env: Readonly<Record<string, string | undefined>>): string => {
  if (env.HOME) return env.HOME;
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
};

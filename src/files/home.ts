import { userInfo } from 'node:os';
import { isAbsolute } from 'node:path';
import { isAnothers } from './trusted-path.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The user's home folder: $HOME, where that is an absolute path, else what /etc/passwd says; for root none that belongs
 * to another user. Where there is none (a user whom /etc/passwd does not know, as in a bare container) it is
 * /nonexistent, as Debian calls it: nothing is found there, and nothing can be written.
 */
export const homeFolder = (env: Env): string => {
  if (env.HOME && isAbsolute(env.HOME) && !isAnothers(env.HOME)) return env.HOME;
  const home = systemHome();
  return home === null || isAnothers(home) ? '/nonexistent' : home;
};

/** The user's home folder as the system knows it, whatever $HOME says; null where it knows none. */
export const systemHome = (): string | null => {
  try {
    return userInfo().homedir;
  } catch {
    return null;
  }
};

/** Variables that name folders in which tools keep settings, caches and toolchains of a user. */
const folders: readonly string[] = [
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
  'CARGO_HOME',
  'CCACHE_DIR',
  'DOCKER_CONFIG',
  'GOCACHE',
  'GOMODCACHE',
  'GOPATH',
  'RUSTUP_HOME',
  'TMPDIR',
  'ZIG_GLOBAL_CACHE_DIR',
];

/**
 * What an environment must change so that root neither writes into another user's home nor obeys what lies there
 * (`sudo` with HOME kept): names with their new values, undefined to take one out. Empty where nothing is another's.
 */
export const ownHome = (env: Env): Readonly<Record<string, string | undefined>> => {
  const changes: Record<string, string | undefined> = {};
  if (env.HOME && isAbsolute(env.HOME) && isAnothers(env.HOME)) changes.HOME = homeFolder(env);
  for (const name of folders) {
    const folder = env[name];
    if (folder && isAbsolute(folder) && isAnothers(folder)) changes[name] = undefined;
  }
  return changes;
};

import { isAbsolute, join } from 'node:path';
import { homeFolder } from '../files/home.js';
import { isAnothers } from '../files/trusted-path.js';

type Env = Readonly<Record<string, string | undefined>>;

// The specification says that a variable which is empty, or holds a relative path, is to be ignored; so is, for root,
// one that leads into another user's home.
const base = (env: Env, value: string | undefined, ...fallback: string[]): string =>
  value && isAbsolute(value) && !isAnothers(value) ? value : join(homeFolder(env), ...fallback);

/**
 * Folder of settings: `--config-dir`, else $XDG_CONFIG_HOME/musl-wizard.
 * Source: XDG Base Directory Specification 0.8.
 */
export const configFolder = (env: Env, configDir?: string): string =>
  configDir ?? join(base(env, env.XDG_CONFIG_HOME, '.config'), 'musl-wizard');

/** Folder of what can be made again, shared by all programs. */
export const cacheFolder = (env: Env): string => base(env, env.XDG_CACHE_HOME, '.cache');

/** Folder of what should outlive a run and is no setting: logs and the journal. With `--config-dir`, below it. */
export const stateFolder = (env: Env, configDir?: string): string =>
  configDir ? join(configDir, 'state') : join(base(env, env.XDG_STATE_HOME, '.local', 'state'), 'musl-wizard');

import { type Environment, expand } from './expand.js';

/** Where programs of interest lie although no PATH names them: fresh installations, and shells that no profile was read for. */
export const wellKnownFolders: readonly string[] = [
  '$HOME/.nix-profile/bin',
  '$HOME/.local/state/nix/profile/bin',
  '/nix/var/nix/profiles/default/bin',
  '/run/current-system/sw/bin',
  '$HOME/.cargo/bin',
  '/usr/local/go/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** The folders that programs are looked for in, in order: the PATH, then the well-known ones. */
export const searchPath = (env: Environment): string[] => {
  const named = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const known = wellKnownFolders.flatMap((folder) => expand(folder, env) ?? []);
  return [...new Set([...named, ...known])];
};

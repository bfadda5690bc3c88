import { foreignPaths, foreignTexts } from '../files/foreign-path.js';
import { systemHome } from '../files/home.js';
import { type Environment, expand } from './expand.js';
import { searchPath, wellKnownFolders } from './search-path.js';

/**
 * The folder in which every program that is only queried starts: only root can put a file there, and it has no parent.
 * Tools look for configuration in the current folder and its parents, and resolve relative paths in variables there.
 */
export const queryFolder = '/';

/** Variables that every queried program gets, by name. docs/queries.md says why, for each. */
export const fixedVariables: Readonly<Record<string, string>> = {
  LC_ALL: 'C',
  GIT_CEILING_DIRECTORIES: '/',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GOTOOLCHAIN: 'local',
  GOWORK: 'off',
  MISE_AUTO_INSTALL: 'false',
  MISE_EXEC_AUTO_INSTALL: 'false',
  MISE_NOT_FOUND_AUTO_INSTALL: 'false',
  PYENV_DIR: '/',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONSAFEPATH: '1',
  RUSTUP_AUTO_INSTALL: '0',
};

/** Variables that no queried program gets: each names code to run, options to obey, or the folder that we come from. */
export const removedVariables: readonly string[] = [
  'BASH_ENV',
  'ENV',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GNUMAKEFLAGS',
  'GOFLAGS',
  'MAKEFILES',
  'MAKEFLAGS',
  'MFLAGS',
  'OLDPWD',
  'PERL5DB',
  'PERL5OPT',
  'PYTHONINSPECT',
  'PYTHONSTARTUP',
  'RUBYOPT',
  'TAR_OPTIONS',
];

/**
 * The environment of a program that is only queried: as outsideProject makes it, with fixedVariables and without
 * removedVariables. collector.sh builds the same from the same lists. Pure.
 */
export const queryEnvironment = (env: Environment, cwd: string, home = systemHome()): Environment => {
  const kept = Object.entries(env).filter(([name]) => !removedVariables.includes(name));
  return { ...outsideProject(Object.fromEntries(kept), cwd, home), ...fixedVariables, PWD: queryFolder };
};

/**
 * An environment in which no variable leads into the current folder: no relative folder is in the search path, and
 * nothing in any other variable names a path there (foreign-path.ts): a list loses those entries, any other text is
 * left out. Pure.
 * @param cwd the current folder, without symbolic links
 * @param home the user's home folder as the system knows it, where it does: a HOME inside a project makes that no home
 */
export const outsideProject = (env: Environment, cwd: string, home = systemHome()): Environment => {
  const known = home === null ? env : { ...env, HOME: home };
  const own = wellKnownFolders.flatMap((folder) => expand(folder, known) ?? []);
  // The shell's name for the folder can go through symbolic links.
  const names = [cwd, env.PWD ?? cwd];
  const entries = withoutEntries(foreignPaths(names, own));
  const namesForeign = foreignTexts(names, own);
  const kept = Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    // A socket holds no settings; which one answers is the user's choice.
    if (value.startsWith('unix://')) return [[name, value] as const];
    const rest = entries(value);
    // Each entry of the search path is a folder, whatever its name is like.
    return rest === undefined || (name !== 'PATH' && namesForeign(rest)) ? [] : [[name, rest] as const];
  });
  const clean: Environment = Object.fromEntries(kept);
  // Programs find others where they themselves were found.
  return { ...clean, PATH: searchPath(clean).join(':') };
};

/** A list without its foreign entries (also named ones: "nixpkgs=/path"); undefined where nothing is left. */
const withoutEntries =
  (isForeign: (path: string) => boolean) =>
  (value: string): string | undefined => {
    // A colon before two slashes belongs to an address.
    const parts = value.split(/:(?!\/\/)/);
    const rest = parts.filter((part) => !isForeign(part) && !isForeign(part.slice(part.indexOf('=') + 1)));
    if (rest.length === parts.length) return value;
    return rest.length === 0 ? undefined : rest.join(':');
  };

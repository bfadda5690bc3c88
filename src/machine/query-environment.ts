import { normalize } from 'node:path';
import { type Environment, expand } from './expand.js';
import { wellKnownFolders } from './search-path.js';

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
];

/**
 * The environment of a program that is only queried: fixedVariables, without removedVariables, and with no path that
 * lies in the current folder in any other variable. collector.sh builds the same from the same lists. Pure.
 * @param cwd the current folder, without symbolic links
 */
export const queryEnvironment = (env: Environment, cwd: string): Environment => {
  const isForeign = foreignPaths(env, cwd);
  const kept = Object.entries(env).flatMap(([name, value]) => {
    const rest = value === undefined ? undefined : withoutForeign(value, isForeign);
    return rest === undefined || removedVariables.includes(name) ? [] : [[name, rest] as const];
  });
  return { ...Object.fromEntries(kept), ...fixedVariables, PWD: queryFolder };
};

/** A value without those of its parts that are foreign; undefined where nothing is left. */
const withoutForeign = (value: string, isForeign: (path: string) => boolean): string | undefined => {
  // A colon before two slashes belongs to an address.
  const parts = value.split(/:(?!\/\/)/);
  const rest = parts.filter((part) => !isForeign(part) && !isForeign(part.slice(part.indexOf('=') + 1)));
  if (rest.length === parts.length) return value;
  return rest.length === 0 ? undefined : rest.join(':');
};

/**
 * Tells whether an absolute path lies in the current folder, whose content may be a stranger's, or is the
 * node_modules/.bin of a folder above it, as npm puts on the search path. A folder that holds well-known folders of
 * programs is the home folder or part of the system: what lies in that is not foreign.
 */
const foreignPaths = (env: Environment, cwd: string): ((path: string) => boolean) => {
  // The shell's name for the folder can go through symbolic links.
  const names = [...new Set([cwd, env.PWD ?? cwd])].filter((name) => name.startsWith('/')).map(plain);
  const own = wellKnownFolders.flatMap((folder) => expand(folder, env) ?? []);
  const here = names.some((name) => own.some((folder) => isIn(plain(folder), name))) ? [] : names;
  return (path) => {
    if (!path.startsWith('/')) return false;
    const place = plain(path);
    const packages = /^(.*)\/node_modules\/\.bin$/.exec(place)?.[1];
    return here.some((name) => isIn(place, name)) || names.some((name) => packages && isIn(name, packages));
  };
};

/** A path without "." and "..", repeated slashes and the last slash. */
const plain = (path: string): string => normalize(path).replace(/(?<=.)\/$/, '');

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

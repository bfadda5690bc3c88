import { closeSync, constants, ftruncateSync, lstatSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { distrustOwn, ensureOwn } from '../../files/in-project.js';
import { distrust } from '../../files/trusted-path.js';
import { stateFolder } from '../../settings/paths.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Logs that are kept; the oldest go first. */
const keptLogs = 40;

const room = Buffer.alloc(64 * 1024);

/** Folder of logs, by the XDG Base Directory Specification. */
const logFolder = (env: Env): string => join(stateFolder(env), 'logs');

/** The same, where nobody else can have put a log into it; else null. @param project absolute path of the folder that is worked on */
export const ownLogs = (env: Env, project: string): string | null => {
  const folder = logFolder(env);
  return distrustOwn(folder, project) === null ? folder : null;
};

/**
 * Makes an empty log file, private to this user, and clears away the oldest. Where the usual folder
 * cannot be written (read-only home, no home, a full disk), or somebody else could change what is in it, it goes to `fallback`.
 * @param name word that says what is logged, such as a rung
 */
export const createLogFile = (env: Env, fallback: string, name: string): string => {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const file = `${stamp}-${name}-${process.pid}.log`;
  const folder = logFolder(env);
  try {
    if (ensureOwn(folder, process.cwd())) {
      const path = create(join(folder, file));
      prune(folder);
      return path;
    }
  } catch {
    // Then it goes to the other place.
  }
  return create(join(safeFallback(fallback), `musl-wizard-${file}`));
};

/** The first folder in which nobody else can put something in the place of a log, to which secrets are written over. */
const safeFallback = (fallback: string): string => {
  const found = [fallback, '/tmp', '/var/tmp'].find((each) => distrust(each, { sticky: true }) === null);
  if (found !== undefined) return found;
  const evidence = distrust(fallback, { sticky: true })?.evidence ?? '';
  throw new UserError(
    'No folder was found for the log of a build.',
    [evidence],
    ['export TMPDIR=FOLDER   # only you can write to it (mode 0700) and to its parent folders'],
  );
};

const create = (path: string): string => {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(path, flags, 0o600);
  try {
    // On a full disk a file can still be made; only writing shows it.
    if (writeSync(file, room) < room.length) throw new Error('no space left on device');
    ftruncateSync(file);
  } catch (error) {
    rmSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return path;
};

const prune = (folder: string): void => {
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  for (const name of logs.sort().slice(0, -keptLogs)) {
    const path = join(folder, name);
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path, { force: true });
  }
};

import { existsSync, renameSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import Conf from 'conf';
import { Errors } from 'typebox/schema';
import type { MuslHint } from '../artifact/musl-hints.js';
import { exitCode, UserError } from '../errors.js';
import { ensureFolder } from '../files/ensure-folder.js';
import { distrustOwn } from '../files/in-project.js';
import { type KernelLock, waitForLock } from '../files/kernel-lock.js';
import { clearParts } from '../files/parts.js';
import { readBounded } from '../files/read-bounded.js';
import { distrust } from '../files/trusted-path.js';
import { buildSystems } from '../project/project.js';
import { keepBuildSystem, keepHints, type SavedSetup } from '../project/setup.js';
import { engineChoices, type RungOptions } from '../rungs/options.js';
import { isRungId, type RungId, rungIds } from '../rungs/registry.js';
import { shellQuote } from '../text/shell-quote.js';
import { maxSetupBytes, setupPath } from './setup-path.js';

/** The file of one project, or of the machine, as conf keeps it. */
interface Document {
  setup: SavedSetup;
}

// What goes into build files and command lines; the other options are paths and addresses, each one word of its own.
const optionShapes = {
  nixSet: { enum: ['pkgsMusl', 'pkgsStatic', 'pkgsCross.musl64'] },
  nixpkgs: { type: 'string' },
  nixSettings: { type: 'object', additionalProperties: { type: 'string' } },
  nixBuilders: { type: 'string' },
  engine: { enum: [...engineChoices] },
  builder: { type: 'string', pattern: '^[A-Za-z0-9][\\w.-]{0,127}$' },
  image: { type: 'string', pattern: '^[A-Za-z0-9][\\w.:/@-]{0,400}$' },
  imageArchive: { type: 'string' },
  toolchain: { type: 'string', pattern: '^/' },
  apkMirror: { type: 'string' },
  network: { enum: ['default', 'none', 'host'] },
  arch: { type: 'string', pattern: '^\\w{1,20}$' },
  jobs: { type: 'integer', minimum: 1 },
  fcommon: { type: 'boolean' },
  lenient: { type: 'boolean' },
  small: { type: 'boolean' },
} as const satisfies Record<keyof RungOptions, object>;

const documentSchema = {
  type: 'object',
  properties: {
    setup: {
      type: 'object',
      required: ['schema', 'rung', 'upx', 'options', 'project', 'provedAt', 'proof', 'basis'],
      properties: {
        schema: { const: 'musl-wizard.setup/1' },
        rung: { enum: [...rungIds] },
        upx: { type: 'boolean' },
        options: { type: 'object', properties: optionShapes },
        buildSystem: { enum: [...buildSystems] },
        project: { type: ['string', 'null'] },
        provedAt: { type: 'string' },
        proof: { type: 'object', properties: { hints: { type: 'array', items: { type: 'string' } } } },
        basis: { type: 'object' },
      },
    },
  },
} as const;

/** What was found in place of a setup that can be used, and where it is now. */
export interface SetAside {
  readonly path: string;
  readonly reason: string;
  /** Why it lies where it was; null when it was moved out of the way. */
  readonly stays: Error | null;
}

export interface Loaded {
  readonly setup: SavedSetup | null;
  readonly setAside: SetAside | null;
}

/**
 * The saved setup of a project, or null. What cannot be used (damaged, of a newer version of this program, no file at
 * all) is renamed, never overwritten, and reported in `setAside`; where nothing may be renamed it stays.
 * @param folder folder of settings
 * @param project absolute path, or null for the machine-wide default
 * @param here the folder that is worked on
 * @throws {UserError} when there is a file that this user may not read, or that another user, or the author of the project, can write
 */
export const loadSetup = (folder: string, project: string | null, here: string | null = project): Loaded => {
  const { path, found } = lookFor(folder, project, here);
  if (typeof found === 'string') return { setup: null, setAside: putAside(path, found) };
  return { setup: found, setAside: null };
};

/** The same for who only looks: what cannot be used stays where it is, without a message. */
export const peekSetup = (folder: string, project: string | null, here: string | null = project): Loaded => {
  const { found } = lookFor(folder, project, here);
  return { setup: typeof found === 'string' ? null : found, setAside: null };
};

/** The setup in the file of a project, null where there is none, or why it cannot be used. */
const lookFor = (folder: string, project: string | null, here: string | null) => {
  const path = setupPath(folder, project);
  if (!isThere(path)) return { path, found: null };
  checkOwner(path, here);
  return { path, found: read(path) };
};

/** What saving a setup did. */
interface Saved {
  /** The file written. */
  readonly path: string;
  readonly setAside: SetAside | null;
  /** Hints of it that were not said before. */
  readonly hints: readonly MuslHint[];
}

/**
 * Saves a setup atomically; a build system and hints said before are kept. What cannot be used and is in its place is kept aside.
 * @throws {UserError} when the folder cannot be written
 */
export const saveSetup = (folder: string, setup: SavedSetup): Saved => {
  const path = setupPath(folder, setup.project);
  let lock: KernelLock | null = null;
  try {
    ensureFolder(folder);
    lock = waitForLock(join(folder, '.lock'), lockMs);
  } catch (error) {
    throw unwritable(path, error, setup.rung);
  }
  try {
    return saveLocked(folder, path, setup);
  } finally {
    lock?.release();
  }
};

/** How long another save may take; it takes moments. */
const lockMs = 5000;

const saveLocked = (folder: string, path: string, setup: SavedSetup): Saved => {
  const { setup: before, setAside } = loadSetup(folder, setup.project);
  checkOwner(path, setup.project);
  const { setup: kept, hints } = keepHints(keepBuildSystem(setup, before), before);
  try {
    if (setAside?.stays) throw setAside.stays;
    clearParts(path);
    const document: Document = { setup: kept };
    const fault = misfit(document);
    if (fault !== null) throw new Error(fault);
    replaceWhole(() => open(folder, path).set(document));
  } catch (error) {
    throw unwritable(path, error, setup.rung);
  }
  return { path, setAside, hints };
};

/** What is stored by conf; checked by `read` before and by `misfit` after, since conf would wait for a pipe. */
const open = (folder: string, path: string): Conf<Document> =>
  new Conf<Document>({
    cwd: folder,
    configName: basename(path, '.json'),
    accessPropertiesByDotNotation: false,
    configFileMode: 0o600,
  });

/** conf writes in place, not atomically, where it takes $SNAP for a sign that nothing can be renamed; a snap of Node sets it too. */
const replaceWhole = (write: () => void): void => {
  const { SNAP } = process.env;
  delete process.env.SNAP;
  try {
    write();
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
};

/** A setup names programs and options that are run: one that another user can write is not obeyed. */
const checkOwner = (path: string, here: string | null): void => {
  const foreign = here === null ? distrust(resolve(path), { sticky: true }) : distrustOwn(path, here);
  if (foreign === null) return;
  throw new UserError(
    `${foreign.who} can write to the saved setup, so it is not used.`,
    [`setup: ${path}`, foreign.evidence],
    [
      `${shellQuote(['cat', path])}   # read it first`,
      foreign.command,
      'or use another settings folder: --config-dir DIR',
    ],
  );
};

/** Whether something lies there; in a folder that this user may not enter, nothing does. */
const isThere = (path: string): boolean => {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP';
  }
};

/** The setup that a file holds, or why what lies there cannot be used. */
const read = (path: string): SavedSetup | string => {
  let text: string;
  try {
    text = readBounded(path, maxSetupBytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A pipe, a folder, a socket, a link in a circle: not what was saved. Any other failure may pass.
    if (code === undefined || code === 'ENXIO' || code === 'ELOOP') return message;
    const next = code === 'EACCES' ? [makeOurs(path)] : [];
    throw new UserError('The saved setup cannot be read.', [message], next, exitCode.broken, { cause: error });
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'it is damaged (not JSON)';
  }
  const setup: Partial<SavedSetup> | null | undefined = (document as Document | null)?.setup;
  if (typeof setup !== 'object' || setup === null) return 'it contains no setup';
  if (setup.schema !== 'musl-wizard.setup/1') {
    return `it was written by another version of musl-wizard (${String(setup.schema).slice(0, 40)})`;
  }
  if (typeof setup.rung !== 'string' || !isRungId(setup.rung)) return 'it names an unknown rung';
  return misfit(document) ?? (setup as SavedSetup);
};

/** How a document fails its schema; null when it does not. */
const misfit = (document: unknown): string | null => {
  const [fits, faults] = Errors(documentSchema, document);
  if (fits) return null;
  const named = faults.slice(0, 8).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  return `it does not match its schema (${named.join('; ')})`;
};

const makeOurs = (path: string): string => {
  const ours = statSync(path).uid === process.geteuid?.();
  return `${ours ? 'chmod u+rw' : 'sudo chown "$(id -un)"'} ${shellQuote([path])}`;
};

const putAside = (path: string, reason: string): SetAside => {
  let aside = `${path}.aside`;
  for (let n = 1; existsSync(aside); n += 1) aside = `${path}.aside-${n}`;
  try {
    renameSync(path, aside);
    return { path: aside, reason, stays: null };
  } catch (error) {
    return { path, reason, stays: error as Error };
  }
};

const unwritable = (path: string, error: unknown, rung: RungId): UserError =>
  new UserError(
    `The setup could not be saved: ${(error as Error).message}`,
    [`file: ${path}`],
    [`musl-wizard build --rung ${rung}`, 'Choose a writable folder with --config-dir DIR.'],
    exitCode.broken,
    { cause: error },
  );

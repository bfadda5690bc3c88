import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { distrustOwn } from '../../files/in-project.js';
import { readBounded } from '../../files/read-bounded.js';
import { isRungId, type RungId } from '../../rungs/registry.js';
import { cacheFolder } from '../../settings/paths.js';

type Env = Readonly<Record<string, string | undefined>>;

/** A library that was built from source, as it is kept. */
export interface BuiltLibrary {
  readonly id: string;
  readonly version: string;
  readonly rung: RungId;
  readonly arch: string;
  /** Words and version of the compiler. */
  readonly compiler: readonly string[];
  /** Where its sources came from, in words. */
  readonly source: string;
  readonly builtAt: string;
  /** Whether the program that proves it ran; null: it could not be run here. */
  readonly ran: boolean | null;
  readonly sizeBytes: number;
  /** The name of its folder. */
  readonly key: string;
  readonly folder: string;
}

export const manifestName = 'library.json';
/** Folders that are not finished yet start with it. */
export const partPrefix = '.part-';

type Manifest = Omit<BuiltLibrary, 'key' | 'folder'>;

// By hand, since `doctor` reads them, too, and should load no schemas for it.
const isManifest = (value: unknown): value is Manifest => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, rung, arch, compiler, source, builtAt, ran, sizeBytes } = value as Record<string, unknown>;
  const isText = (text: unknown, maximum: number, form = /^/): boolean =>
    typeof text === 'string' && text.length <= maximum && form.test(text);
  return (
    isText(id, 100, /^[a-z0-9][a-z0-9.+-]*$/) &&
    isText(version, 100) &&
    isText(rung, 100) &&
    isText(arch, 20, /^\w+$/) &&
    Array.isArray(compiler) &&
    compiler.every((word) => isText(word, 4096)) &&
    isText(source, 1000) &&
    isText(builtAt, 40) &&
    (ran === null || typeof ran === 'boolean') &&
    typeof sizeBytes === 'number'
  );
};

/** Folder of all libraries of this user. */
export const librariesFolder = (env: Env): string => join(cacheFolder(env), 'musl-wizard', 'libs');

/** Folder of the libraries of a rung and an architecture. */
export const libraryShelf = (env: Env, rung: RungId, arch: string): string => join(librariesFolder(env), rung, arch);

/** Whether a path can be a word of a compiler's name, which build systems split at blanks. */
export const isUnsplitPath = (path: string): boolean => /^[\w@%+=:,./-]+$/.test(path);

/**
 * All libraries of this user, by rung, architecture and name, the newest of several first. What is no library is passed
 * over; none where somebody else can change the folder, or the project that is worked on holds it and may have brought them.
 */
export const listLibraries = (env: Env): readonly BuiltLibrary[] => {
  const root = librariesFolder(env);
  if (!isUnsplitPath(root) || distrustOwn(root, process.cwd()) !== null) return [];
  const found = namesIn(root)
    .filter(isRungId)
    .flatMap((rung) => namesIn(join(root, rung)).flatMap((arch) => shelf(join(root, rung, arch), rung, arch)));
  const order = (one: BuiltLibrary, other: BuiltLibrary): number =>
    one.rung.localeCompare(other.rung) ||
    one.arch.localeCompare(other.arch) ||
    one.id.localeCompare(other.id) ||
    other.builtAt.localeCompare(one.builtAt);
  return found.toSorted(order);
};

/** The libraries that a build by a rung can use, the newest of each. */
export const librariesFor = (env: Env, rung: RungId, arch: string): readonly BuiltLibrary[] => {
  const all = listLibraries(env).filter((each) => each.rung === rung && each.arch === arch);
  return all.filter(({ id }, at) => all.findIndex((other) => other.id === id) === at);
};

/** Takes a library away: first its name, so that no build begins to use half of it. */
export const removeLibrary = ({ folder }: BuiltLibrary): void => {
  rmSync(join(folder, manifestName), { force: true });
  rmSync(folder, { recursive: true, force: true });
};

/** What all libraries together may take. */
const maxBytes = 4 * 1024 ** 3;

/** Takes away the oldest libraries that are above the limit, but none of `kept`; gives their keys. */
export const pruneLibraries = (env: Env, kept: ReadonlySet<string>, limit = maxBytes): readonly string[] => {
  let total = 0;
  const gone: string[] = [];
  for (const library of listLibraries(env).toSorted((one, other) => other.builtAt.localeCompare(one.builtAt))) {
    total += library.sizeBytes;
    if (total <= limit || kept.has(library.key)) continue;
    removeLibrary(library);
    gone.push(library.key);
  }
  return gone;
};

const shelf = (folder: string, rung: RungId, arch: string): BuiltLibrary[] =>
  namesIn(folder).flatMap((key) => {
    if (key.startsWith('.')) return [];
    try {
      const read: unknown = JSON.parse(readBounded(join(folder, key, manifestName), 64 * 1024));
      if (!isManifest(read) || read.rung !== rung || read.arch !== arch) return [];
      return [{ ...read, rung, key, folder: join(folder, key) }];
    } catch {
      return []; // no manifest, or no whole one: not a library
    }
  });

/** Folders in a folder; links lead elsewhere and do not count. */
const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => lstatSync(join(folder, name)).isDirectory());
  } catch {
    return [];
  }
};

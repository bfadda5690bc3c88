import { existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { UserError } from '../../errors.js';
import { readBounded } from '../../files/read-bounded.js';
import { type Distrust, distrust, distrustEntry } from '../../files/trusted-path.js';
import { archiveAmong, parseArchiveName } from '../../libs/archive-name.js';
import { generatorsFor } from '../../libs/generators.js';
import type { LibraryRecipe } from '../../libs/recipes.js';
import { maskSecrets } from '../../text/mask-secrets.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { copySources } from '../project/copy-sources.js';
import { fromCrate } from './crates.js';
import { fromDebian } from './debian.js';
import { download } from './download.js';
import type { Errand, Sources } from './errand.js';
import { programOn } from './program-on.js';
import { inCrate, unpackSources } from './unpack.js';

/** Names a folder of archives that comes before the network, also where `choose` builds libraries. */
const sourcesVariable = 'MUSL_WIZARD_SOURCES';

/** Where sources are to be taken from. */
export type From =
  | { readonly kind: 'any' | 'debian' | 'crates' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string; readonly sha256: string };

/**
 * Brings the sources of a library into the scratch folder.
 * @throws {UserError} when no source has them, with what each said
 */
export const fetchSources = async (recipe: LibraryRecipe, from: From, errand: Errand): Promise<Sources> => {
  const { folder, version, origin } = await findSources(recipe, from, errand);
  // As they are kept and printed: an address can hold a token, and of either longer ones no manifest is read (cache.ts).
  return { folder, version: version.slice(0, 100), origin: sanitizeLine(maskSecrets(origin), 1000) };
};

const findSources = async (recipe: LibraryRecipe, from: From, errand: Errand): Promise<Sources> => {
  if (from.kind === 'path') return fromPath(recipe, from.path, errand);
  if (from.kind === 'url') {
    const file = await download(from.url, from.sha256, errand);
    return unpacked(recipe, file, `sha256 ${from.sha256}: ${from.url}`, errand);
  }
  const named = errand.env[sourcesVariable];
  if (from.kind === 'any' && named !== undefined && isAbsolute(named) && archiveAmong(recipe, filesIn(named)) !== null)
    return fromPath(recipe, named, errand);
  const evidence: string[] = [];
  const next: string[] = [];
  const ways = [
    { kind: 'debian', fetch: fromDebian },
    { kind: 'crates', fetch: fromCrate },
  ] as const;
  for (const { kind, fetch } of ways) {
    if (from.kind !== 'any' && from.kind !== kind) continue;
    const found = await fetch(recipe, errand);
    const lacking = typeof found === 'string' ? [] : lackingGenerators(recipe, found, errand);
    if (typeof found !== 'string' && lacking.length === 0) return found;
    evidence.push(
      `${kind}: ${typeof found === 'string' ? found : `its sources have no configure script, and ${lacking.join(', ')} to generate it is not installed`}`,
    );
    if (kind === 'debian' && lacking.length > 0) next.push('apt-get install autoconf automake libtool   # as root');
    if (errand.signal.aborted) break;
  }
  next.push(
    `musl-wizard libs add ${recipe.id} --from FOLDER   # with ${recipe.debian ?? recipe.id}-VERSION.tar.gz in it`,
  );
  throw new UserError(`The sources of ${recipe.id} cannot be fetched.`, evidence, next);
};

/** The programs that are not installed here and without which its configure cannot be generated. */
const lackingGenerators = ({ build }: LibraryRecipe, { folder }: Sources, { env }: Errand): readonly string[] => {
  const ready =
    build.system !== 'autotools' ||
    [folder, join(folder, build.folder ?? '.')].some((each) => existsSync(join(each, 'configure')));
  if (ready) return [];
  const input = ['configure.ac', 'configure.in'].map((name) => join(folder, name)).find((path) => existsSync(path));
  return generatorsFor(input === undefined ? '' : readBounded(input, 1 << 20)).filter(
    (name) => programOn(env, name) === null,
  );
};

/** Files by which a folder is known to hold sources. */
const marks = ['configure', 'configure.ac', 'configure.in', 'Configure', 'CMakeLists.txt', 'autogen.sh', 'Makefile'];

const fromPath = async (recipe: LibraryRecipe, path: string, errand: Errand): Promise<Sources> => {
  refuseOthers(path);
  const stats = there(path);
  if (stats?.isFile()) return unpacked(recipe, path, path, errand);
  const files = filesIn(path);
  const archive = archiveAmong(recipe, files);
  if (archive !== null) {
    refuseOthers(join(path, archive));
    return unpacked(recipe, join(path, archive), join(path, archive), errand);
  }
  if (files.some((name) => marks.includes(name))) {
    const folder = join(errand.scratch, 'source');
    await copySources(path, folder, { inTree: true, signal: errand.signal, onLong: () => {}, check: refuseEntry });
    return { folder, version: `folder-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`, origin: path };
  }
  throw new UserError(
    `No sources found for ${recipe.id} in ${sanitizeLine(path)}.`,
    [stats ? 'neither an archive of that name nor a configure, CMakeLists.txt or Makefile' : 'it is not there'],
    [
      `ls ${shellQuote([path])}   # ${recipe.debian ?? recipe.id}-VERSION.tar.gz, .tar.xz, .tar.bz2, .tar.zst or .crate`,
    ],
  );
};

/** What is built is linked into programs from then on: whoever can write the sources decides what those do. */
const refuseOthers = (path: string): void => refuse(path, distrust(path, { sticky: true }));

/** The same of what is in a folder of sources; a link there can lead anywhere. */
const refuseEntry = (path: string, about: Stats): void =>
  refuse(path, about.isSymbolicLink() ? distrust(path, { sticky: true }) : distrustEntry(path, about));

const refuse = (path: string, foreign: Distrust | null): void => {
  if (foreign === null) return;
  throw new UserError(
    `${foreign.who} can write to the sources, so they are not built.`,
    [`sources: ${sanitizeLine(path)}`, foreign.evidence],
    [`${shellQuote(['ls', '-ld', foreign.path])}   # look at them first`, foreign.command],
  );
};

const filesIn = (path: string): readonly string[] => (there(path)?.isDirectory() ? readdirSync(path) : []);

/** Nothing is at the end of links in a circle. */
const there = (path: string): Stats | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

const unpacked = async (recipe: LibraryRecipe, file: string, origin: string, errand: Errand): Promise<Sources> => {
  const to = join(errand.scratch, 'unpacked');
  try {
    const top = await unpackSources(file, to, errand.signal);
    const name = parseArchiveName(basename(file));
    return {
      folder: await inCrate(recipe, top, errand.scratch, errand.signal),
      version: name?.version ?? 'unknown',
      origin,
    };
  } catch (error) {
    throw new UserError(`The archive ${sanitizeLine(file)} cannot be used.`, [sanitizeLine((error as Error).message)]);
  }
};

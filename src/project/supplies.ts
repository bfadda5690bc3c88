import { managers } from '../diagnosis/package-managers.js';
import type { Facts } from '../facts/facts.js';
import type { ProjectFit } from '../ladder/verdict.js';
import { libraryPlan } from '../libs/library-plan.js';
import { recipeFor } from '../libs/recipes.js';
import { type RungId, rungs } from '../rungs/registry.js';
import type { BuildsHere } from '../rungs/rung.js';
import type { SupplyState } from '../rungs/supply.js';
import { linkNames } from './link-names.js';
import { type Package, packageById } from './packages.js';
import type { ChosenProject, LinkedLibrary } from './project.js';

/** How a rung gets a library that a project links. */
export interface LibrarySupply {
  readonly id: string;
  readonly supply: SupplyState;
  /** What brings it, or why nothing does, in one sentence without a period. */
  readonly how: string;
  readonly required: boolean;
  /** Whether a build has it as things are; null where that is not known. */
  readonly met: boolean | null;
  /** Packages of this system that bring it; [] where none does here. */
  readonly packages: readonly string[];
}

/** Whether a rung has what a project requires. Pure. */
export const fitOf = (supplies: readonly LibrarySupply[]): ProjectFit => {
  const required = supplies.filter((each) => each.required);
  const fits = required.some(({ met }) => met === false) ? false : required.every(({ met }) => met === true) || null;
  return { fits, supplies: supplies.map(({ id, supply, how }) => ({ id, supply, how })) };
};

/** The ids of the libraries that were built from source for a rung. */
export type BuiltFor = (rung: RungId, arch: string) => readonly string[];

/** How a rung gets each library of a project on a machine. Pure. */
export const suppliesOf = (
  project: ChosenProject,
  rung: RungId,
  facts: Facts,
  builtFor: BuiltFor = () => [],
): LibrarySupply[] =>
  project.libraries.map((library) => ({
    id: library.id,
    required: !library.optional,
    ...supplyOf(library, rung, facts, builtFor),
  }));

type SupplyDetails = Omit<LibrarySupply, 'id' | 'required'>;
const details = (
  supply: SupplyState,
  how: string,
  met: boolean | null,
  packages: readonly string[] = [],
): SupplyDetails => ({
  supply,
  how,
  met,
  packages,
});

const supplyOf = (library: LinkedLibrary, rung: RungId, facts: Facts, builtFor: BuiltFor): SupplyDetails => {
  const arch = facts.os.arch ?? 'x86_64';
  if (builtFor(rung, arch).includes(recipeFor(library.id)?.id ?? library.id))
    return details('here', 'Built from source by musl-wizard libs', true);
  const { builds } = rungs[rung];
  const entry = packageById(library.id);
  if (builds.where === 'here') return supplyHere(library, entry, rung, builds, facts);
  if (entry === null) return details('unknown', `No package of ${library.id} is known`, null);
  const { supply, how } = rungs[rung].supply(entry);
  // What its packages bring, the build adds by itself.
  return details(supply, how, supply !== 'none');
};

/**
 * Crates that compile the C sources that they carry where they find no library; source: the build scripts of these
 * crates. Whether others do depends on features, which a lock file does not name.
 */
const carriers = new Set([
  'libz-sys',
  'zstd-sys',
  'bzip2-sys',
  'lzma-sys',
  'liblzma-sys',
  'lz4-sys',
  'libgit2-sys',
  'libssh2-sys',
]);

const supplyHere = (
  library: LinkedLibrary,
  entry: Package | null,
  rung: RungId,
  builds: BuildsHere,
  facts: Facts,
): SupplyDetails => {
  const arch = facts.os.arch ?? 'x86_64';
  const { archives, headers } = builds.searches(arch);
  const there = placesOf(library, entry, { archives, headers }, facts);
  if (there === null && archives.length > 0)
    return details('unknown', 'The installed static libraries could not be read', null);
  if (there?.complete) return details('here', there.found.join(', '), true);
  if (library.asked.every(({ how }) => how === 'crate'))
    return library.asked.some(({ name }) => carriers.has(name))
      ? details('buildable', 'The crate builds it from its bundled source', true)
      : details('unknown', 'The crate may build it from bundled source', null);
  // -lNAME of an unknown library may be one that the project builds itself.
  if (entry === null) return details('unknown', `No package of ${library.id} is known`, null);
  const lack = there === null || there.missing.length === 0 ? '' : `; ${there.missing.join(', ')} is not there`;
  const { supply, how, installs } = rungs[rung].supply(entry);
  const manager = managers.find(({ distributions }) => distributions.includes(facts.os.id ?? ''));
  if (installs !== undefined && installs.manager === manager?.name)
    return details('installable', how, false, installs.packages);
  const plan = libraryPlan(library.id, rung, arch);
  if (plan !== null) {
    const minutes = Math.ceil(plan.seconds / 60);
    return details('buildable', `musl-wizard libs add builds it from source in about ${minutes} min${lack}`, false);
  }
  return supply === 'installable'
    ? details('unknown', `It is unknown whether a package of this system has its static archive${lack}`, false)
    : details(supply, `${how}${lack}`, false);
};

interface Places {
  readonly complete: boolean;
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/** Which files of a library lie where a compiler looks; null where that was not read. */
const placesOf = (
  { id, asked }: LinkedLibrary,
  entry: Package | null,
  folders: { readonly archives: readonly string[]; readonly headers: readonly string[] },
  { toolchain }: Facts,
): Places | null => {
  if (toolchain.archives === null || toolchain.headers === null) return null;
  const at = (names: readonly string[], paths: readonly string[], among: readonly string[]) =>
    names.map((name) => among.map((folder) => `${folder}/${name}`).find((path) => paths.includes(path)) ?? name);
  const linked = (entry ? linkNames(id) : [asked[0]?.name ?? id]).map((name) => `lib${name}.a`);
  // A distribution may have the same library under other names than Debian.
  const sets = [...(entry && entry.debian.archives.length > 0 ? [entry.debian.archives] : []), linked];
  const choices = sets.map((names) => at(names, toolchain.archives ?? [], folders.archives));
  const best = choices.find((look) => look.every((path) => path.startsWith('/'))) ?? choices[0] ?? [];
  const first = (entry?.headers ?? []).map((name) => name.split('/')[0] as string);
  const header = at([...new Set(first)], toolchain.headers, folders.headers).find((path) => path.startsWith('/'));
  const found = [...best.filter((path) => path.startsWith('/')), ...(header ? [header] : [])];
  const missing = [
    ...best.filter((path) => !path.startsWith('/')),
    ...(first.length > 0 && header === undefined ? [(entry?.headers ?? [])[0] as string] : []),
  ];
  return { complete: missing.length === 0 && found.length > 0, found, missing };
};

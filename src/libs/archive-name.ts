import type { LibraryRecipe } from './recipes.js';

/** What the name of a source archive says. */
export interface ArchiveName {
  readonly name: string;
  readonly version: string;
}

const pattern =
  /^([A-Za-z0-9][A-Za-z0-9+.-]*?)[-_]v?(\d[\w.+~-]*?)(?:\.orig)?\.(?:tar(?:\.(?:gz|xz|bz2|zst))?|tgz|txz|crate)$/;

/** Reads `zlib-1.3.1.tar.gz`, `openssl_3.0.16.orig.tar.gz`, `libz-sys-1.1.20.crate`; null for what is no archive. Pure. */
export const parseArchiveName = (file: string): ArchiveName | null => {
  const [, name, version] = pattern.exec(file) ?? [];
  // What Debian adds to the sources is no source of its own.
  if (version !== undefined && /\.debian$|\.orig-/.test(version)) return null;
  return name === undefined || version === undefined ? null : { name: name.toLowerCase(), version };
};

/** The names of archives of a library, without version. */
const namesOf = ({ id, aliases = [], archives = [], debian, crate }: LibraryRecipe): readonly string[] => [
  id,
  ...archives,
  ...aliases,
  ...(debian === undefined ? [] : [debian]),
  ...(crate === undefined ? [] : [crate.name]),
];

/**
 * The archive of a library among files: of the name that comes first in its recipe, and of several versions the newest.
 * Null where there is none. Pure.
 */
export const archiveAmong = (recipe: LibraryRecipe, files: readonly string[]): string | null => {
  for (const name of namesOf(recipe)) {
    const found = files
      .flatMap((file) => ({ file, parsed: parseArchiveName(file) }))
      .filter(({ parsed }) => parsed?.name === name)
      .toSorted((one, other) => compare(one.parsed?.version ?? '', other.parsed?.version ?? ''))
      .at(-1);
    if (found) return found.file;
  }
  return null;
};

const compare = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

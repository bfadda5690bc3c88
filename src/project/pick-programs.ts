import type { Target } from './project.js';

/** A file that a build made. */
export interface BuiltFile {
  /** Relative to the folder that was searched. */
  readonly path: string;
  readonly artifact?: { readonly linkage: string | null };
}

/** What the build system says of programs, in paths below the folder that was searched, names, or words among which they are. */
export interface ReportedPrograms {
  /** Those that it installs, or calls its targets. */
  readonly products: readonly string[];
  /** Those that it starts while it builds. */
  readonly started: readonly string[];
}
const nothingReported: ReportedPrograms = { products: [], started: [] };

/** The name of a file without its folders. */
export const baseNameOf = ({ path }: Pick<BuiltFile, 'path'>): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Which of the programs that a build made are what the project is about: those that it installs, by the words of its
 * build system; else those that its files name, if any of them was made; else all. Where only files of subfolders name
 * them, other folders count in full. What the build starts itself (a generator, what HOSTCC makes) is no product
 * where only its being there, or being dynamic, speaks for it. Of several with one name the shallowest. Pure.
 */
export const pickPrograms = <T extends BuiltFile>(
  made: readonly T[],
  targets: readonly Pick<Target, 'name' | 'scope'>[],
  { products, started }: ReportedPrograms = nothingReported,
): T[] => {
  const installed = made.filter((file) => isAmong(file, products));
  const depth = ({ path }: BuiltFile): number => path.split('/').length;
  const chosen = installed.length > 0 ? installed : ownOf(made, targets, started);
  const sorted = chosen.toSorted((a, b) => depth(b) - depth(a) || b.path.localeCompare(a.path));
  return [...new Map(sorted.map((file) => [baseNameOf(file), file])).values()].toSorted((a, b) =>
    baseNameOf(a) < baseNameOf(b) ? -1 : 1,
  );
};

const ownOf = <T extends BuiltFile>(
  made: readonly T[],
  targets: readonly Pick<Target, 'name' | 'scope'>[],
  started: readonly string[],
): readonly T[] => {
  const wanted = new Set(targets.map(({ name }) => name));
  const whole = targets.some(({ scope }) => scope === undefined);
  const inScope = ({ path }: BuiltFile): boolean => whole || targets.some(({ scope }) => path.startsWith(`${scope}/`));
  const named = made.filter((file) => wanted.has(baseNameOf(file)));
  const chosen = named.length > 0 ? made.filter((file) => named.includes(file) || !inScope(file)) : made;
  const isHelper = (file: T): boolean =>
    isAmong(file, started) && (!wanted.has(baseNameOf(file)) || file.artifact?.linkage === 'dynamic');
  const own = chosen.filter((file) => !isHelper(file));
  return own.length > 0 ? own : chosen;
};

/** Whether words name a file: one with a folder names that file alone, one without any of that name, since commands are run in subfolders. */
export const isAmong = (file: BuiltFile, words: readonly string[]): boolean =>
  words.some((word) => {
    const plain = word.replace(/^(?:\.{1,2}\/)+/, '');
    return plain.includes('/')
      ? `/${plain}`.endsWith(`/${file.path}`) || file.path.endsWith(`/${plain}`)
      : baseNameOf(file) === plain;
  });

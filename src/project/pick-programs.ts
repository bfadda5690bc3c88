import type { Target } from './project.js';

/** A file that a build made. */
export interface BuiltFile {
  /** Relative to the folder that was searched. */
  readonly path: string;
}

const nameOf = ({ path }: BuiltFile): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Which of the programs that a build made are what the project is about: those that its files
 * name, if any of them was made; else all. Where only files of subfolders name them, other folders
 * count in full. Of several with one name the shallowest. Pure.
 */
export const pickPrograms = <T extends BuiltFile>(
  made: readonly T[],
  targets: readonly Pick<Target, 'name' | 'scope'>[],
): T[] => {
  const wanted = new Set(targets.map(({ name }) => name));
  const whole = targets.some(({ scope }) => scope === undefined);
  const inScope = ({ path }: BuiltFile): boolean => whole || targets.some(({ scope }) => path.startsWith(`${scope}/`));
  const named = made.filter((file) => wanted.has(nameOf(file)));
  const depth = ({ path }: BuiltFile): number => path.split('/').length;
  const chosen = named.length > 0 ? made.filter((file) => named.includes(file) || !inScope(file)) : made;
  const sorted = chosen.toSorted((a, b) => depth(b) - depth(a) || b.path.localeCompare(a.path));
  return [...new Map(sorted.map((file) => [nameOf(file), file])).values()].toSorted((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  );
};

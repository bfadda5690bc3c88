import { zigTarget } from '../rungs/architectures.js';
import { type RungId, rungs } from '../rungs/registry.js';
import { type LibraryRecipe, recipeFor } from './recipes.js';

/** The library that stands for the kernel's headers, for compilers that have none. */
export const kernelHeaders = 'linux-headers';

/** That a library can be built, what is built for it, and for how long. */
export interface Buildable {
  /** Ids, in the order in which they are built; the library itself is the last. */
  readonly order: readonly string[];
  /** What all of that took on two cores, in seconds. */
  readonly seconds: number;
}

/** Whether a rung builds libraries from source: by a compiler of this machine that links with musl. */
export const buildsLibraries = (rung: RungId): boolean =>
  rungs[rung].builds.where === 'here' && rungs[rung].libc === 'musl';

/** Whether a rung's compiler lacks the headers of the kernel. */
const lacksKernelHeaders = (rung: RungId): boolean => {
  const { builds } = rungs[rung];
  return builds.where === 'here' && builds.noKernelHeaders === true;
};

/**
 * What it takes to build a library from source by a rung's compiler; null where it cannot be. Pure.
 * @param name id of a library, or another name of it
 * @param arch as `uname -m` writes it
 */
export const libraryPlan = (name: string, rung: RungId, arch: string): Buildable | null => {
  const recipe = recipeFor(name);
  if (recipe === null || !buildsLibraries(rung)) return null;
  const order = orderOf(recipe, rung);
  return order.every((each) => builtFor(each, rung, arch))
    ? { order: order.map(({ id }) => id), seconds: order.reduce((sum, { seconds }) => sum + seconds, 0) }
    : null;
};

const builtFor = ({ id, build }: LibraryRecipe, rung: RungId, arch: string): boolean => {
  if (id === kernelHeaders && !lacksKernelHeaders(rung)) return false;
  return zigTarget(arch) !== null && (build.targets === undefined || Object.hasOwn(build.targets, arch));
};

/** A library after all that it needs, each once. */
const orderOf = (recipe: LibraryRecipe, rung: RungId, above: readonly string[] = []): LibraryRecipe[] => {
  if (above.includes(recipe.id)) return []; // the suite holds that there is no circle
  const headers = recipe.kernelHeaders && lacksKernelHeaders(rung) ? [kernelHeaders] : [];
  const needed = [...headers, ...(recipe.needs ?? [])].flatMap((name) => {
    const found = recipeFor(name);
    return found === null ? [] : orderOf(found, rung, [...above, recipe.id]);
  });
  return [...new Set([...needed, recipe])];
};

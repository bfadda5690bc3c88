import { createHash } from 'node:crypto';
import type { RungId } from '../rungs/registry.js';
import type { LibraryRecipe } from './recipes.js';

/** What makes one build of a library differ from another. */
export interface CacheInput {
  readonly recipe: LibraryRecipe;
  /** Of its sources. */
  readonly version: string;
  readonly rung: RungId;
  readonly arch: string;
  /** Words and version of the compiler. */
  readonly compiler: readonly string[];
  /** Keys of the libraries that it was built with. */
  readonly needs: readonly string[];
}

/** The name of the folder in which a build of a library is kept: one word, the same for the same input. Pure. */
export const cacheKey = ({ recipe, version, rung, arch, compiler, needs }: CacheInput): string => {
  const { id, build } = recipe;
  const hash = createHash('sha256').update(JSON.stringify([id, version, rung, arch, compiler, needs, build]));
  return `${id}-${version.replace(/[^\w.+~-]/g, '_').slice(0, 60)}-${hash.digest('hex').slice(0, 12)}`;
};

import document from '../../flows/libraries.yaml';
import type { LibraryRecipe } from './recipe-schema.js';

export type { LibraryRecipe };

/** The recipes of flows/libraries.yaml. Their shape is checked by the suite, not at every start. */
export const recipes = document as readonly LibraryRecipe[];

const byName = new Map(
  [...recipes].flatMap((recipe) => [recipe.id, ...(recipe.aliases ?? [])].map((name) => [name, recipe] as const)),
);

/** The recipe of a library by its id or another name of it, or null. */
export const recipeFor = (name: string): LibraryRecipe | null => byName.get(name.toLowerCase()) ?? null;

import { buildsLibraries, libraryPlan } from '../libs/library-plan.js';
import { recipeFor } from '../libs/recipes.js';
import { packageById } from '../project/packages.js';
import { rungs } from '../rungs/registry.js';
import { commentText } from './escape.js';
import type { RecipeInput } from './recipe.js';

/** The folder of libraries stands in a makefile as this until its text is written, since variables of make are escaped there. */
export const librariesMark = '/@LIBRARIES@';

/** The required libraries that a rung's compiler does not bring and no package has, and which of them `libs` builds. */
export interface NeededLibraries {
  readonly built: readonly string[];
  readonly others: readonly string[];
}

/** What a makefile is to bring of the libraries of a project; null where the rung has packages of them, or none are needed. Pure. */
export const neededLibraries = ({ project, rung, arch, options }: RecipeInput): NeededLibraries | null => {
  if (!buildsLibraries(rung)) return null;
  const needed = project.libraries.filter(({ id, optional }) => {
    const entry = packageById(id);
    const packaged = entry !== null && rungs[rung].supply(entry).supply === 'installable';
    return !optional && id !== options.allocator && !packaged;
  });
  if (needed.length === 0) return null;
  const ids = [...new Set(needed.map(({ id }) => recipeFor(id)?.id ?? id))];
  const built = ids.filter((id) => libraryPlan(id, rung, arch) !== null);
  return { built, others: ids.filter((id) => !built.includes(id)) };
};

/**
 * The lines of a makefile that bring libraries. Pure.
 * @param path of the makefile
 */
export const libraryLines = (
  { built, others }: NeededLibraries,
  path: string,
  { rung, arch }: Pick<RecipeInput, 'rung' | 'arch'>,
): { readonly comments: readonly string[]; readonly rule: readonly string[] } => {
  const names = (ids: readonly string[]) => commentText(ids.join(', '));
  const missing =
    others.length === 0
      ? []
      : [
          `# This makefile does not bring ${names(others)}, which the project needs.`,
          `#   ${rungs[rung].lacksLibrary}`,
          `#   make -f ${path} LIBRARIES=FOLDER   links those in FOLDER/include and FOLDER/lib`,
        ];
  if (built.length === 0) return { comments: missing, rule: [] };
  return {
    comments: [
      `# The project needs ${names(built)}, which ${rung} does not bring: musl-wizard builds them from source, once for each user.`,
      `#   make -f ${path} MUSL_WIZARD='npx musl-wizard'   where it is not installed`,
      ...(others.length > 0
        ? []
        : [`#   make -f ${path} LIBRARIES=FOLDER   links those in FOLDER/include and FOLDER/lib`]),
      ...missing,
      'MUSL_WIZARD ?= musl-wizard',
    ],
    rule: [
      '$(LIBRARIES):',
      `\t$(MUSL_WIZARD) libs add ${built.join(' ')} --rung ${rung} --arch ${arch} --yes --into $@`,
      '',
    ],
  };
};

/** The text of a makefile, once all is escaped. Pure. */
export const nameLibraries = (text: string): string => text.replaceAll(librariesMark, '$(LIBRARIES)');

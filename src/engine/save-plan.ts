import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCode, UserError } from '../errors.js';
import { isInside } from '../files/inside.js';
import { readBounded } from '../files/read-bounded.js';
import { writeBelow } from '../files/write-below.js';
import type { Project } from '../project/project.js';
import type { SavedSetup } from '../project/setup.js';
import { patternsFor } from '../recipe/patterns.js';
import { maxRecipeBytes } from '../recipe/recipe.js';
import { previewSetup } from '../settings/preview.js';
import { shellQuote } from '../text/shell-quote.js';
import { loadProject } from './load-project.js';

/** A file that saving writes: its text now (null: there is none) and then. */
export interface PlannedFile {
  /** setup: the settings, written by `Session.save`; recipe: a file of the project, only if the user wants it. */
  readonly kind: 'setup' | 'recipe';
  /** Absolute. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  /** Of the setup: no project was recognised in the folder that it is for. */
  readonly withoutProject?: true;
}

/**
 * What saving a setup writes, and which files would let the project be built without this program.
 * A folder whose project is not recognised, or in several ways, has no such files; nor are there any behind links
 * that lead out of it. Writes nothing.
 * @param settings folder of settings
 * @param folder the project's
 */
export const planSave = async (
  settings: string,
  folder: string,
  setup: SavedSetup,
): Promise<readonly PlannedFile[]> => {
  const project = await loadProject(folder);
  const none = project.candidates.length === 0 ? { withoutProject: true as const } : {};
  return [{ kind: 'setup', ...previewSetup(settings, setup), ...none }, ...recipeFiles(folder, setup, project)];
};

const recipeFiles = (
  folder: string,
  { rung, upx, options, buildSystem }: SavedSetup,
  { name, candidates }: Project,
): readonly PlannedFile[] => {
  const wanted = candidates.filter(({ build }) => buildSystem === undefined || build.system === buildSystem);
  const [only, ...others] = wanted;
  if (!only || others.length > 0) return [];
  const project = { ...only, name };
  const [pattern] = patternsFor(rung, project);
  const files = pattern?.write({ project, rung, options, upx, arch: options.arch ?? hostArch }) ?? [];
  return files
    .map(({ path, content }) => ({ at: join(folder, path), content }))
    .filter(({ at }) => isInside(folder, at))
    .map(({ at, content }) => ({ kind: 'recipe', path: at, before: textAt(at), after: content }));
};

/** This machine's architecture, as `uname -m` writes it. */
const hostArch =
  { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686', arm: 'armv7l' }[process.arch as 'x64'] ?? process.arch;

const textAt = (path: string): string | null => (existsSync(path) ? readBounded(path, maxRecipeBytes) : null);

/**
 * Writes the planned files of a project, each atomically.
 * @param folder the project's
 * @throws {UserError} when one is no longer what was shown, or cannot be written; none is then touched after it
 */
export const writeRecipe = async (folder: string, files: readonly PlannedFile[]): Promise<void> => {
  for (const { kind, path, before, after } of files) {
    if (kind !== 'recipe' || before === after) continue;
    if (textAt(path) !== before)
      throw new UserError(
        `${path} has changed since it was shown, so it was not written.`,
        [],
        ['Review it again: Esc, then Enter.'],
      );
    try {
      await writeBelow(folder, path, after);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `${path} cannot be written: ${(error as Error).message}`,
        [],
        [shellQuote(['ls', '-ld', dirname(path)])],
        exitCode.broken,
        { cause: error },
      );
    }
  }
};

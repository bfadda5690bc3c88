import { createTwoFilesPatch } from 'diff';
import type { RecipeFile } from './recipe.js';

/** What writing a recipe's file would do to what is there. */
export interface FileChange {
  readonly file: RecipeFile;
  readonly kind: 'new' | 'same' | 'different';
  /** A unified diff; empty where nothing changes. */
  readonly diff: string;
}

/** Compares a recipe with what is in the project. Pure. */
export const changesOf = (files: readonly RecipeFile[], present: (path: string) => string | null): FileChange[] =>
  files.map((file) => {
    const before = present(file.path);
    if (before === file.content) return { file, kind: 'same', diff: '' };
    const [from, to] = [before === null ? '/dev/null' : file.path, file.path];
    return {
      file,
      kind: before === null ? 'new' : 'different',
      diff: createTwoFilesPatch(from, to, before ?? '', file.content, undefined, undefined, { context: 3 }).replace(
        /^(?:Index: .*\n)?=+\n/,
        '',
      ),
    };
  });

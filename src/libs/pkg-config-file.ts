import type { LibraryRecipe } from './recipes.js';

/**
 * The prefix that a library is configured with: a path that no machine has. It is installed below another folder (DESTDIR)
 * and moved; one that does not heed DESTDIR thus replaces nothing of the machine, and is found out.
 */
export const installPrefix = '/nonexistent/musl-wizard';

/**
 * A pkg-config file that says where it lies by itself (`pcfiledir`), so that its folder can be moved. Pure.
 * Source: pkg-config(1), "METADATA FILE SYNTAX".
 */
export const relocated = (text: string): string => {
  const moved = text
    .split('\n')
    .filter((line) => !/^prefix\s*=/.test(line))
    // biome-ignore lint/suspicious/noTemplateCurlyInString: pkg-config's own syntax
    .map((line) => line.replaceAll(installPrefix, '${prefix}'));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: pkg-config's own syntax
  return ['prefix=${pcfiledir}/../..', ...moved].join('\n');
};

/** A pkg-config file for a library whose sources bring none. Pure. */
export const writtenFor = (recipe: LibraryRecipe, module: string, version: string): string =>
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: pkg-config's own syntax
    'prefix=${pcfiledir}/../..',
    '',
    `Name: ${module}`,
    `Description: ${recipe.id}`,
    `Version: ${version}`,
    `Libs: -L\${prefix}/lib ${recipe.link.map((name) => `-l${name}`).join(' ')}`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: pkg-config's own syntax
    'Cflags: -I${prefix}/include',
    '',
  ].join('\n');

import { shellQuote } from '../text/shell-quote.js';
import type { RecipeStep } from './steps.js';

/** A step as one line of POSIX shell. */
export const shellLine = ({ argv, env }: Pick<RecipeStep, 'argv' | 'env'>): string => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellQuote([value])}`);
  return [...variables, shellQuote(argv)].join(' ');
};

/**
 * POSIX shell that marks the start of a build, for `collectPrograms`. Busybox's `find -newer` compares whole
 * seconds: with a mark of this second it would miss the programs of a build that ends within it.
 * @param stamp a file, quoted for the shell
 */
export const markStart = (stamp: string): string => `touch -d "@$(($(date +%s) - 1))" ${stamp}`;

/**
 * POSIX shell that ends with 1, saying so, where a folder is empty.
 * @param folder quoted for the shell, as it stands within double quotes
 */
export const refuseEmpty = (folder: string): string =>
  `test -n "$(ls ${folder})" || { echo "The build succeeded, but produced no program."; exit 1; }`;

/** POSIX shell that ends with 1, naming the loader, where a program in a folder is not static. */
export const refuseDynamic = (folder: string): string =>
  `readelf --version > /dev/null || exit 1; for file in ${folder}/*; do if readelf -lW "$file" | grep "program interpreter"; then echo "$file needs that loader"; exit 1; fi; done`;

/**
 * POSIX shell that removes from a copy of the sources the objects and programs that a build left among them: to make
 * they would be up to date, and are of another C library.
 * @param folder of the copy
 */
export const dropCompiled = (folder: string): string =>
  [
    `find ${shellQuote([folder])} -type f \\( -name '*.lo' -o -name '*.o' -o -perm -u+x \\)`,
    '-exec sh -c \'for file; do case "$file:$(od -An -tx1 -N4 "$file" | tr -d " ")" in',
    '*.lo:* | *:7f454c46) rm "$file";; esac; done\' sh {} +',
  ].join(' ');

/**
 * POSIX shell that copies the programs that a build made: executable files that are new since
 * `stamp` was touched, and are ELF or PE by their first bytes. Libraries, objects and what CMake,
 * Meson and cargo make for themselves are left out. Lines of one command: join them by blanks.
 */
export const collectPrograms = (folder: string, stamp: string, into: string): string[] => [
  `find ${shellQuote([folder])} -type f -perm -u+x -newer ${shellQuote([stamp])} ! -name '*.so*' ! -name '*.o'`,
  "! -path '*/CMakeFiles/*' ! -path '*/meson-*' ! -path '*/release/*/*'",
  "-exec sh -c 'for file; do",
  'case "$(od -An -tx1 -N4 "$file" | tr -d " ")" in',
  '7f454c46 | 4d5a*) cp "$file" "$0/";;',
  `esac; done' ${shellQuote([into])} {} +`,
];

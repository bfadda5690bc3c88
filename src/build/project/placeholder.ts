import { shellQuote } from '../../text/shell-quote.js';

// Not a variable of the shell.
const placeholder = /(?<!\$)\{([^{}\s]*)\}/g;

/** Whether a program may stand in a command of `--check`. Pure. */
export const namesProgram = (command: string): boolean => command.search(placeholder) >= 0;

/**
 * The programs that `{}` stands for in the runs of a command of `--check`: each in turn, where it stands in it; else one run,
 * of the programs that are named in it, by their names. [] where none is. Pure.
 */
export const runsOf = (command: string, names: readonly string[]): readonly string[] => {
  const named = new Set([...command.matchAll(placeholder)].map(([, name]) => name));
  if (named.has('')) return names;
  const own = names.filter((name) => named.has(name));
  return own.length === 0 ? [] : [own.join(', ')];
};

/**
 * A command with paths in place of what stands for programs. Pure.
 * @param program that `{}` stands for
 * @param pathOf of each program of the build, by its name
 */
export const withPrograms = (command: string, program: string, pathOf: ReadonlyMap<string, string>): string =>
  command.replace(placeholder, (text, name) => {
    const path = pathOf.get(name === '' ? program : name);
    return path === undefined ? text : shellQuote([path]);
  });

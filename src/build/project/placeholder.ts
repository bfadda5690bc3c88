import { shellQuote } from '../../text/shell-quote.js';

/**
 * The programs that a command of `--check` is run with: `{}` stands for each, `{NAME}` for the one of that name.
 * [] where neither stands in it. Pure.
 */
export const programsOf = (command: string, names: readonly string[]): readonly string[] => {
  const named = new Set([...command.matchAll(placeholder)].map(([, name]) => name));
  return named.has('') ? names : names.filter((name) => named.has(name));
};

/** A command with the path of a program in place of what stands for it. Pure. */
export const withProgram = (command: string, program: string, path: string): string =>
  command.replace(placeholder, (text, name) => (name === '' || name === program ? shellQuote([path]) : text));

/** Whether a program may stand in a command of `--check`. Pure. */
export const namesProgram = (command: string): boolean => command.search(placeholder) >= 0;

// Not a variable of the shell.
const placeholder = /(?<!\$)\{([^{}\s]*)\}/g;

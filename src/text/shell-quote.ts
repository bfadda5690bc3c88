/**
 * Words as POSIX shell text, for commands that are shown to be pasted.
 * Source: POSIX.1-2017, Shell Command Language, 2.2.2 Single-Quotes.
 */
export const shellQuote = (args: readonly string[]): string =>
  args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ');

/**
 * Words as POSIX shell text, for commands that are shown to be pasted.
 * Source: POSIX.1-2017, Shell Command Language, 2.2.2 Single-Quotes.
 */
export const shellQuote = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');

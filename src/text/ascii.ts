/**
 * Whether the terminal shows UTF-8: its locale says so, and it is not the console of the kernel, whose font has 512
 * characters at most and none of our marks (console_codes(4)).
 * Source: POSIX.1-2017, 8.2 Internationalization Variables: LC_ALL, then LC_CTYPE, then LANG, the first that is set and not empty.
 */
export const takesUtf8 = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env.TERM !== 'linux' && /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');

const replacement: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '●': '*',
  '❯': '>',
  '›': '>',
  '·': '.',
  // One column, no mark of the end of a sentence, and no mark of a rung, as ~ is.
  '…': '_',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '─': '-',
  '│': '|',
  '█': '#',
  '░': '.',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '×': 'x',
};

/**
 * Text in ASCII alone, for terminals that would show anything else as rubbish.
 * @param widthOf columns of a character that has no replacement, so that what follows stays where it was
 */
export const toAscii = (text: string, widthOf: (character: string) => number = () => 1): string =>
  text.replace(/[^\x00-\x7f]/gu, (character) => replacement[character] ?? '?'.repeat(widthOf(character)));

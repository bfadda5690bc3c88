type Env = Readonly<Record<string, string | undefined>>;

/** The first VTE that shows links without a fault, as its variable counts versions (0.50). */
const firstVte = 5000;

/**
 * Whether a terminal makes a link of an address (OSC 8). Others would mostly pass over the sequence; some print it, so that
 * it is written only where the terminal says who it is. Pure.
 * Source: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda, "Hyperlinks in terminal emulators".
 */
export const takesLinks = (env: Env): boolean => {
  const { TERM = '', TERM_PROGRAM = '', VTE_VERSION = '', STY, WT_SESSION, KITTY_WINDOW_ID, KONSOLE_VERSION } = env;
  if (TERM === '' || TERM === 'dumb' || TERM === 'linux' || STY) return false;
  return (
    Boolean(WT_SESSION || KITTY_WINDOW_ID || KONSOLE_VERSION) ||
    Number(VTE_VERSION) >= firstVte ||
    ['iTerm.app', 'WezTerm', 'ghostty', 'vscode'].includes(TERM_PROGRAM) ||
    /^(?:xterm-kitty|xterm-ghostty|foot|alacritty|wezterm)\b/.test(TERM)
  );
};

/**
 * Text with its addresses as links to themselves. One that fills its row to the last column is left as it is: it may go on
 * in the next row. Pure.
 */
export const withLinks = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((row) => {
      const isFull = row.replace(/\x1b\[[\d;]*m/g, '').length >= columns;
      return row.replace(/https?:\/\/[^\s\x00-\x1f\x7f<>"'()]*[^\s\x00-\x1f\x7f<>"'().,;:!?]/g, (url, at: number) =>
        isFull && row.slice(at + url.length).replace(/\x1b\[[\d;]*m/g, '') === ''
          ? url
          : `\x1b]8;;${url}\x1b\\${url}\x1b]8;;\x1b\\`,
      );
    })
    .join('\n');

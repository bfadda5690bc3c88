import { isShownExactly, quoteExactly } from '../../text/shown-command.js';

/**
 * The sequence that asks a terminal to put text on the clipboard (OSC 52), also through ssh.
 * What cannot be seen in the text would be pasted into a shell with it, so that such a text is quoted as one word.
 * tmux takes it itself (set-clipboard); GNU screen needs it wrapped to pass it on.
 * Source: xterm control sequences, "Operating System Commands", Ps = 52; tmux(1), set-clipboard; screen(1), "DCS".
 */
export const copySequence = (text: string, env: Readonly<Record<string, string | undefined>>): string => {
  const seen = isShownExactly(text) ? text : quoteExactly(text);
  const osc = `\x1b]52;c;${Buffer.from(seen, 'utf8').toString('base64')}\x07`;
  return env.STY && !env.TMUX ? `\x1bP${osc}\x1b\\` : osc;
};

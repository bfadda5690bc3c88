/**
 * Commands as they are shown before they run. What a person sees and what a shell is given must be
 * the same bytes, so a command that cannot be shown so is shown quoted, and is not run from here.
 */

// Letters, marks that stand alone, and the one blank; nothing that is invisible, that reorders, or that looks like a blank.
const visible = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u;
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a text is shown byte for byte by `showCommand`: lines of visible characters, none ending in a blank. Pure. */
export const isShownExactly = (command: string): boolean =>
  command.length > 0 &&
  command.split('\n').every((line) => visible.test(line) && !invisible.test(line) && !line.endsWith(' '));

/**
 * The lines of a command, whole, never cut; one that cannot be seen exactly as one line of ANSI-C quoting, which bash
 * and zsh read as the same bytes. Pure.
 */
export const commandLines = (command: string): readonly string[] =>
  isShownExactly(command) ? command.split('\n') : [`${notAsItIs}${quoteExactly(command)}`];

const notAsItIs = '(not shown exactly) ';

/** The same, its first line after `$ ` and each further one after `> `, as a shell has them. Pure. */
export const promptLines = (command: string): readonly string[] =>
  commandLines(command).map((line, at) => `${at === 0 ? '$' : '>'} ${line}`);

/** Whether all that a fix runs, and its undo, is shown exactly; else it is not run from here. Pure. */
export const isFixShownExactly = ({
  commands,
  undo,
}: {
  readonly commands: readonly string[];
  readonly undo: string | null;
}): boolean => commands.every(isShownExactly) && (undo === null || isShownExactly(undo));

/** A text as one word of a shell, `$'…'`, of printable ASCII alone. Source: POSIX.1-2024, 2.2.4 Dollar-Single-Quotes. Pure. */
export const quoteExactly = (text: string): string => `$'${Array.from(Buffer.from(text), escapedByte).join('')}'`;

/** A text that is shown in one line, as it can be pasted: itself where all of it is seen, else quoted as one word. Pure. */
export const asSeen = (line: string): string =>
  isShownExactly(line) && !line.includes('\n') ? line : quoteExactly(line);

const names: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 27: '\\e', 39: "\\'", 92: '\\\\' };

// Three octal digits: after `\x` a shell would take a hexadecimal digit that follows for more of it.
const escapedByte = (byte: number): string =>
  names[byte] ?? (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);

/** A line of text in full: what cannot be seen stands as `\u{…}` of its code point. Pure. */
export const escapeLine = (line: string): string =>
  Array.from(line, (char) =>
    visible.test(char) && !invisible.test(char) ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  ).join('');

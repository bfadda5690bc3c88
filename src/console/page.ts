import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { breakLongWords } from '../text/break-word.js';

/** Columns where the width is unknown: a pipe, a log. */
export const defaultColumns = 80;

/** What is said before a call of this program, and the call to the end of its line; null where there is none. */
const splitCall = (text: string, program: string): readonly [said: string, call: string] | null => {
  const at = text.indexOf(`${program} `);
  const said = text.slice(0, Math.max(0, at));
  return at !== -1 && /^ *$|: $/.test(said) ? [said, text.slice(at)] : null;
};

/** Whether a line is a shell command: after a prompt, or below the label of a fix or beside that of an undo. */
const isCommand = (text: string): boolean => /^ *\$ |^ {12}\S|^ {2}undo {6}/.test(text);

/**
 * Lines of text for a terminal of some columns; as they are where there is none.
 * @param program the words that start this program
 */
export const pageText = (lines: readonly string[], columns: number | undefined, program: string): string => {
  const page = new Page(columns ?? Number.POSITIVE_INFINITY);
  for (const each of lines) page.line(each, program);
  return page.text;
};

/** Lines of text within a width; colours in them are kept together. */
export class Page {
  readonly #lines: string[] = [];
  constructor(readonly width: number) {}

  /** A paragraph after a head, wrapped; its further lines stand below its first. */
  add(head: string, text = ''): void {
    const left = stringWidth(head);
    const room = Math.max(20, this.width - left);
    // Colours are in no word that is broken: they would count as text of it.
    const broken = text.includes('\x1b') ? text : breakLongWords(text, room);
    const [first = '', ...rest] = wrapAnsi(broken, room, { hard: true }).split('\n');
    this.#lines.push(head + first, ...rest.map((line) => ' '.repeat(left) + line));
  }

  /**
   * A command after a head, in one line however long it is: a terminal joins it again when it is copied. What is said
   * before it has a line of its own where both have no room in one.
   */
  command(head: string, text: string): void {
    if (/: $/.test(head) && stringWidth(head + text) > this.width) {
      const [indent = ''] = /^ */.exec(head) ?? [];
      this.add(indent, head.trim());
      this.#lines.push(`${indent}  ${text}`);
    } else this.#lines.push(head + text);
  }

  /** A line as it would be without a width: wrapped between words, below its own beginning; a command stays whole. */
  line(text: string, program: string): void {
    const call = splitCall(text, program);
    if (call) this.command(...call);
    else if (stringWidth(text) <= this.width || isCommand(text)) this.command('', text);
    else this.#wrapped(text);
  }

  #wrapped(text: string): void {
    const [columns = ''] = /^ *(?:\S+(?: \S+)? {2,}){0,2}/.exec(text) ?? [];
    const [indent = ''] = /^ */.exec(text) ?? [];
    const head = stringWidth(columns) <= this.width / 2 ? columns : indent;
    const room = Math.max(8, this.width - stringWidth(head));
    const [first = '', ...rest] = wrapAnsi(text.slice(head.length), room, { hard: false }).split('\n');
    this.#lines.push(head + first, ...rest.map((row) => ' '.repeat(stringWidth(head)) + row));
  }

  blank(): void {
    this.#lines.push('');
  }

  get text(): string {
    return `${this.#lines.map((line) => line.trimEnd()).join('\n')}\n`;
  }
}

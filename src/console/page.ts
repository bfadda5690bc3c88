import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Columns where the width is unknown: a pipe, a log. */
export const defaultColumns = 80;

/** Lines of text within a width; colours in them are kept together. */
export class Page {
  readonly #lines: string[] = [];
  constructor(readonly width: number) {}

  /** A paragraph after a head, wrapped; its further lines stand below its first. */
  add(head: string, text = ''): void {
    const left = stringWidth(head);
    const [first = '', ...rest] = wrapAnsi(text, Math.max(20, this.width - left), { hard: true }).split('\n');
    this.#lines.push(head + first, ...rest.map((line) => ' '.repeat(left) + line));
  }

  /** A command after a head, in one line however long it is: a terminal joins it again when it is copied. */
  command(head: string, text: string): void {
    this.#lines.push(head + text);
  }

  blank(): void {
    this.#lines.push('');
  }

  get text(): string {
    return `${this.#lines.map((line) => line.trimEnd()).join('\n')}\n`;
  }
}

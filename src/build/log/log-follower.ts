import { fstatSync, readSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { sanitizeLine } from '../../text/sanitize.js';

/** Translates one line of a tool's own log format into lines for people; may report on the side. Pure but for that. */
export type LineDecoder = (line: string) => readonly string[];

export interface FollowerOptions {
  /** File that the command writes, open for reading. */
  readonly file: number;
  /** Where to begin. */
  readonly offset: number;
  /** With a decoder: every line goes through it, and what it gives is written to `log`. */
  readonly decode?: LineDecoder;
  readonly log?: number;
  /** Takes secrets out of a line before any of it is shown. */
  readonly mask: (line: string) => string;
  readonly onLines: (lines: readonly string[], dropped: number) => void;
}

const chunkBytes = 256 * 1024;
/** Read at most this much in one turn, so that a screen stays alive beside a flood. */
const turnBytes = 8 * 1024 * 1024;
const shownLines = 100;
const tailBytes = 256 * 1024;
/** Of a line, more than is shown: the half of a secret that a cut leaves is not known for one. */
const maskedCharacters = 4096;

/**
 * Reads what a command appends to its log. The command writes straight to the file, so nothing
 * here can slow it down; a flood costs reading, of which only the newest lines are turned to text.
 */
export class LogFollower {
  #offset: number;
  readonly #options: FollowerOptions;
  readonly #chunk = Buffer.allocUnsafe(chunkBytes);
  readonly #decoder = new StringDecoder('utf8');
  #partial = '';
  #skippedLines = 0;
  #tail = '';

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#offset = options.offset;
  }

  /** The newest output as text, at most 256 KiB of it; after `turn` was called for the last time. */
  get tail(): string {
    return this.#tail + this.#partial;
  }

  /** Bytes that the command has written so far. */
  get size(): number {
    return fstatSync(this.#options.file).size;
  }

  /** Reads what is new, up to a bound, and reports it. True while there is more. */
  turn(last = false): boolean {
    const lines: string[] = [];
    const stop = this.#offset + turnBytes;
    let end = this.size;
    while (this.#offset < end && this.#offset < stop) {
      const behind = end - this.#offset > chunkBytes * 2;
      const count = readSync(this.#options.file, this.#chunk, 0, chunkBytes, this.#offset);
      if (count === 0) break;
      this.#offset += count;
      const bytes = this.#chunk.subarray(0, count);
      if (behind && !this.#options.decode) this.#skip(bytes);
      else for (const line of this.#lines(this.#decoder.write(bytes))) lines.push(line);
      end = this.size;
    }
    if (last && this.#offset >= end) {
      lines.push(...this.#lines(this.#decoder.end()));
      if (this.#partial) {
        lines.push(...this.#take([this.#partial]));
        this.#partial = '';
      }
    }
    this.#report(lines);
    return this.#offset < end;
  }

  /** Counts the lines of a piece that is not shown. */
  #skip(bytes: Buffer): void {
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.#skippedLines += 1;
    this.#partial = '';
    this.#tail = '';
    this.#decoder.end();
  }

  #lines(text: string): readonly string[] {
    const parts = (this.#partial + text).split('\n');
    // A line without an end is cut, or it would grow for ever.
    this.#partial = (parts.pop() ?? '').slice(-chunkBytes);
    return this.#take(parts);
  }

  #take(raw: readonly string[]): readonly string[] {
    const { decode, log } = this.#options;
    const lines = decode ? raw.flatMap(decode) : raw;
    if (lines.length === 0) return lines;
    const text = `${lines.join('\n')}\n`;
    if (log !== undefined) writeSync(log, text);
    this.#tail = (this.#tail + text).slice(-tailBytes);
    return lines;
  }

  #report(lines: readonly string[]): void {
    const shown = lines.slice(-shownLines);
    const dropped = this.#skippedLines + lines.length - shown.length;
    this.#skippedLines = 0;
    if (shown.length > 0 || dropped > 0) {
      this.#options.onLines(
        shown.map((line) => sanitizeLine(this.#options.mask(sanitizeLine(lastDrawn(line), maskedCharacters)))),
        dropped,
      );
    }
  }
}

/** What a terminal would show of a line that was drawn over itself, as progress is. */
const lastDrawn = (line: string): string => line.replace(/\r+$/, '').replace(/^.*\r/s, '');

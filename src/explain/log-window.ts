/** The part of a log that a scan has in memory: what is being searched, and the lines before and behind that. */
import { linesAround } from './around.js';
import type { Catalogue } from './catalogue.js';
import type { Hit } from './findings.js';
import { MultiSearch } from './multi-search.js';
import { Nearby } from './nearby.js';

const newline = 0x0a;
const carriageReturn = 0x0d;
const blockBytes = 1 << 20;
/** Of a longer line only this much before and after the announcing text is read. */
const lineBefore = 2048;
const lineAfter = 4096;
/** Lines around, for what a signature requires or excludes. */
const contextBefore = 8192;
const contextAfter = 6144;
const contextLines = 40;
/** Of the lines that are shown above and below one with a cause, together. */
const neighbourBytes = 4096;
const lookBehind = contextBefore + lineBefore;
const lookAhead = contextAfter + lineAfter;
/** What is frequent in so much of a log is so in all of it. */
const sampleBytes = 512 * 1024;
/** The last part of a log, which is always read in full: a build stops where it fails. */
const tailBytes = 256 * 1024;
const tailLines = 400;
/** Of a line that was written over and over, this many of its last states are read. */
const overwritten = 4;

const linesOf = (text: string) => {
  // Ten times as fast where it is enough.
  return text.includes('\r') ? text.split(/\r?\n|\r/) : text.split('\n');
};

export class LogWindow {
  readonly #catalogue: Catalogue;
  /** Made for the bytes of this log once there are enough of them; that of the catalogue serves until then. */
  #ownSearch: MultiSearch | undefined;
  #block = Buffer.allocUnsafe(blockBytes + lookBehind + lookAhead);
  filled = 0;
  /** Everything before this offset of the block has been searched. */
  searched = 0;
  /** Newlines before the offset #counted of the block. */
  #newlines = 0;
  #counted = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  get search(): MultiSearch {
    return this.#ownSearch ?? this.#catalogue.search;
  }

  /** Matches of a text are only counted from now on, where the search is that of this log. */
  mute(needle: number): void {
    this.#ownSearch?.mute(needle);
  }

  unmute(): void {
    this.#ownSearch?.unmute();
  }

  get isFull(): boolean {
    return this.filled === this.#block.length;
  }

  get bytes(): Buffer {
    return this.#block.subarray(0, this.filled);
  }

  /** Newlines in all that was searched. */
  get newlines(): number {
    return this.#newlines;
  }

  /** Takes as many of these bytes as there is room for, and returns their number. */
  fill(bytes: Uint8Array): number {
    const part = bytes.subarray(0, this.#block.length - this.filled);
    this.#block.set(part, this.filled);
    this.filled += part.length;
    if (this.isFull) this.#ownSearch ??= this.#tunedSearch();
    return part.length;
  }

  /** A search fitted to this log, in whose memory the block lies from now on. */
  #tunedSearch(): MultiSearch {
    const search = new MultiSearch(this.#catalogue.texts);
    const room = search.room(this.#block.length);
    room.set(this.#block);
    this.#block = room;
    search.tune(room.subarray(0, sampleBytes));
    return search;
  }

  /** Notes that all before an offset was searched, and keeps of that only what may be read again. */
  moveTo(limit: number): void {
    this.#newlines += this.search.newlines(this.#block, this.#counted, limit);
    // A multiple of four: see MultiSearch.each.
    const keepFrom = Math.max(0, limit - lookBehind) & ~3;
    this.#block.copyWithin(0, keepFrom, this.filled);
    this.filled -= keepFrom;
    this.searched = limit - keepFrom;
    this.#counted = this.searched;
  }

  /** Where the last part of what is still to be searched begins: at a line, unless that is too long to matter. */
  get tailStart(): number {
    const offset = this.filled - tailBytes;
    if (offset <= this.searched) return this.searched;
    const start = this.#block.lastIndexOf(newline, offset - 1) + 1;
    return start > this.searched ? start : offset;
  }

  /** The last lines, to be numbered when the whole log is counted. */
  tail(): (lines: number) => readonly Hit[] {
    const texts = this.text(Math.max(0, this.filled - tailBytes), this.filled).split('\n');
    if (texts.at(-1) === '') texts.pop();
    const last = texts.slice(-tailLines);
    return (lines) =>
      last.flatMap((text, index) =>
        // What a carriage return wrote over was said anyway.
        text
          .trimEnd()
          .split('\r')
          .slice(-overwritten)
          .map((part) => ({ line: lines - last.length + index + 1, text: part.slice(0, lineAfter) })),
      );
  }

  text(start: number, end: number): string {
    return this.#block.toString('utf8', start, end);
  }

  /** So many bytes behind an offset, or what there is of them. */
  after(end: number, bytes = contextAfter): string {
    return this.text(end, Math.min(this.filled, end + bytes));
  }

  /** Where the line with an offset begins and ends. */
  lineAround(offset: number): [number, number] {
    const bytes = this.#block;
    const first = Math.max(0, offset - lineBefore);
    let start = offset;
    while (start > first && bytes[start - 1] !== newline && bytes[start - 1] !== carriageReturn) start -= 1;
    const last = Math.min(this.filled, offset + lineAfter);
    let end = offset;
    while (end < last && bytes[end] !== newline && bytes[end] !== carriageReturn) end += 1;
    return [start, end];
  }

  lineNumber(offset: number): number {
    if (offset < this.#counted) return this.#newlines + 1 - this.search.newlines(this.#block, offset, this.#counted);
    this.#newlines += this.search.newlines(this.#block, this.#counted, offset);
    this.#counted = offset;
    return this.#newlines + 1;
  }

  /** The lines that are shown with one. */
  neighbours(start: number, end: number): NonNullable<Hit['around']> {
    const line = this.lineNumber(start);
    const from = Math.max(0, start - neighbourBytes);
    const above = this.text(from, start).split('\n');
    // Of a line that begins above that, the beginning is what counts.
    if (from > 0) above.shift();
    const below = this.after(end, neighbourBytes).split('\n');
    // The line itself, before a carriage return and after one; what follows the last newline is no line.
    above.pop();
    below.shift();
    if (below.at(-1) === '') below.pop();
    const said = (each: string) => each.trimEnd().slice(each.trimEnd().lastIndexOf('\r') + 1);
    const near = above
      .slice(-linesAround)
      .map((each, n, { length }) => ({ line: line - length + n, text: said(each) }));
    return [...near, ...below.slice(0, linesAround).map((each, n) => ({ line: line + 1 + n, text: said(each) }))];
  }

  /** The lines around one, and the line itself. */
  nearby(start: number, end: number): Nearby {
    return new Nearby([
      ...linesOf(this.text(Math.max(0, start - contextBefore), start)).slice(-contextLines),
      ...linesOf(this.text(start, end)),
      ...linesOf(this.after(end)).slice(0, contextLines),
    ]);
  }
}

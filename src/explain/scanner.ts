/**
 * One pass over a log of any size in constant memory. Fixed texts announce the lines worth
 * looking at; only on those, and only the signatures so announced, are tried.
 */
import type { Catalogue, Probe } from './catalogue.js';
import { countNewlines } from './count-newlines.js';
import { withoutEcho } from './echo.js';
import { isRemark } from './error-lines.js';
import { isHarmless } from './harmless.js';
import { normalLine } from './normal-line.js';

/** A line on which a signature was found. */
export interface Hit {
  /** 1-based. */
  readonly line: number;
  /** The line as it stands in the log, bounded. */
  readonly text: string;
  /** What the first group of the signature that took part in the match stands for: the name of a program, say. */
  readonly name?: string | undefined;
}

/** What a log holds of a signature: how often, and the first places. */
export interface Sighting {
  readonly probe: Probe;
  readonly count: number;
  readonly first: Hit;
  readonly last: Hit;
}

export interface Scan {
  readonly bytes: number;
  readonly lines: number;
  readonly sightings: readonly Sighting[];
  /** Lines that look like errors, the first and the last of them. */
  readonly errorLines: readonly Hit[];
}

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
const lookBehind = contextBefore + lineBefore;
const lookAhead = contextAfter + lineAfter;
/** After so many finds of one signature more teach nothing. */
const enough = 200;
const errorLinesAtStart = 6;
const errorLinesAtEnd = 14;

/** CMake says where in one line, and what in the next. */
const headOnly = /^CMake Error at \S.{0,400}:$/;

interface Tally {
  count: number;
  first: Hit;
  last: Hit;
}

export class Scanner {
  readonly #catalogue: Catalogue;
  readonly #block = Buffer.allocUnsafe(blockBytes + lookBehind + lookAhead);
  #filled = 0;
  /** Everything before this offset of the block has been searched. */
  #searched = 0;
  #bytes = 0;
  /** Newlines before the offset #counted of the block. */
  #newlines = 0;
  #counted = 0;
  #endsWithNewline = true;
  readonly #tallies: (Tally | undefined)[];
  readonly #errorLines: Hit[] = [];

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#tallies = new Array(catalogue.probes.length);
  }

  /** Takes the next bytes (UTF-8, without escape sequences). */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#bytes += chunk.length;
    this.#endsWithNewline = chunk[chunk.length - 1] === newline;
    for (let from = 0; from < chunk.length; ) {
      const part = chunk.subarray(from, from + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === this.#block.length) this.#searchTo(this.#lineStart(this.#filled - lookAhead));
    }
  }

  /** Reads what is left and gives what was found. */
  end(): Scan {
    this.#searchTo(this.#filled);
    const sightings = this.#catalogue.probes.flatMap((probe, index) => {
      const tally = this.#tallies[index];
      return tally === undefined ? [] : [{ probe, ...tally }];
    });
    const lines = this.#newlines + (this.#endsWithNewline ? 0 : 1);
    return { bytes: this.#bytes, lines, sightings, errorLines: this.#errorLines };
  }

  /** Start of the line at an offset; the offset itself where the line is too long to matter. */
  #lineStart(offset: number): number {
    const start = this.#block.lastIndexOf(newline, offset - 1) + 1;
    return start > this.#searched ? start : offset;
  }

  #searchTo(limit: number): void {
    const { search, announced } = this.#catalogue;
    const text = this.#block.subarray(0, this.#filled);
    let lineEnd = -1;
    let lineStart = 0;
    const due = new Set<number>();
    const examine = () => {
      if (due.size > 0) this.#examine(lineStart, lineEnd, due);
      due.clear();
    };
    search.each(text, this.#searched, limit, (needle, offset) => {
      if (offset >= lineEnd) {
        const probes = announced[needle] ?? [];
        if (probes.every((probe) => (this.#tallies[probe]?.count ?? 0) >= enough)) return;
        examine();
        [lineStart, lineEnd] = this.#lineAround(offset);
      }
      for (const probe of announced[needle] ?? []) due.add(probe);
    });
    examine();
    this.#newlines += countNewlines(this.#block, this.#counted, limit);
    const keepFrom = Math.max(0, limit - lookBehind);
    this.#block.copyWithin(0, keepFrom, this.#filled);
    this.#filled -= keepFrom;
    this.#searched = limit - keepFrom;
    this.#counted = this.#searched;
  }

  #lineAround(offset: number): [number, number] {
    const bytes = this.#block;
    const first = Math.max(0, offset - lineBefore);
    let start = offset;
    while (start > first && bytes[start - 1] !== newline && bytes[start - 1] !== carriageReturn) start -= 1;
    const last = Math.min(this.#filled, offset + lineAfter);
    let end = offset;
    while (end < last && bytes[end] !== newline && bytes[end] !== carriageReturn) end += 1;
    return [start, end];
  }

  #examine(start: number, end: number, due: ReadonlySet<number>): void {
    const raw = this.#block.toString('utf8', start, end);
    const line = withoutEcho(normalLine(raw));
    if (line === null || isHarmless(line)) return;
    let around: string | undefined;
    let hit: Hit | undefined;
    for (const index of due) {
      const probe = this.#catalogue.probes[index];
      const match = probe?.pattern.exec(line);
      if (probe === undefined || !match) continue;
      if (probe.cause === null && isRemark(line)) continue;
      if (probe.requires.length + probe.excludes.length > 0) {
        around ??= this.#context(start, end);
        const text = around;
        if (!probe.requires.every((pattern) => pattern.test(text))) continue;
        if (probe.excludes.some((pattern) => pattern.test(text))) continue;
      }
      hit ??= { line: this.#lineNumber(start), text: headOnly.test(line) ? `${raw} ${this.#textAfter(end)}` : raw };
      this.#note(index, probe, { ...hit, name: match.slice(1).find((group) => group !== undefined) });
    }
  }

  /** The next line that is not empty. */
  #textAfter(end: number): string {
    const text = this.#block.toString('utf8', end, Math.min(this.#filled, end + contextAfter));
    return (/\S[^\r\n]{0,1024}/.exec(text)?.[0] ?? '').trimEnd();
  }

  #note(index: number, probe: Probe, hit: Hit): void {
    const tally = this.#tallies[index];
    if (tally === undefined) this.#tallies[index] = { count: 1, first: hit, last: hit };
    else {
      tally.count += 1;
      tally.last = hit;
    }
    if (probe.cause !== null || this.#errorLines.at(-1)?.line === hit.line) return;
    if (this.#errorLines.length >= errorLinesAtStart + errorLinesAtEnd) this.#errorLines.splice(errorLinesAtStart, 1);
    this.#errorLines.push(hit);
  }

  #lineNumber(offset: number): number {
    this.#newlines += countNewlines(this.#block, this.#counted, offset);
    this.#counted = offset;
    return this.#newlines + 1;
  }

  /** The lines around, each normalised. */
  #context(start: number, end: number): string {
    const from = Math.max(0, start - contextBefore);
    const to = Math.min(this.#filled, end + contextAfter);
    const split = (a: number, b: number) => this.#block.toString('utf8', a, b).split(/\r?\n|\r/);
    const lines = [
      ...split(from, start).slice(-contextLines),
      ...split(start, end),
      ...split(end, to).slice(0, contextLines),
    ];
    return lines.map(normalLine).join('\n');
  }
}

/**
 * One pass over a log of any size in constant memory. Fixed texts announce the lines worth
 * looking at; only on those, and only the signatures so announced, are tried.
 */
import { linesAround } from './around.js';
import type { Attempt, Catalogue, CompiledSignature } from './catalogue.js';
import { countNewlines } from './count-newlines.js';
import { withoutEcho } from './echo.js';
import { isFallback, isRemark } from './error-lines.js';
import { Findings, type Hit, isShown, type Scan, type Standing } from './findings.js';
import { isHarmless } from './harmless.js';
import { MultiSearch } from './multi-search.js';
import { normalLine, roughLine, stripPrefixes } from './normal-line.js';
import { inEnglish, type Spelling } from './spellings.js';
import { testEvent } from './test-runs.js';

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
/** Warnings below a warning that may tell how the build went on. */
const warningsAfter = 1024;
const warningLines = 4;
const lookBehind = contextBefore + lineBefore;
const lookAhead = contextAfter + lineAfter;
/** After so many finds of one signature more teach nothing. */
const enough = 50;
/** After so many lines on which a text announced nothing, it is heeded in the last part of the log only. */
const fruitless = 200;
/** The last part of a log, which is always read in full: a build stops where it fails. */
const tailBytes = 256 * 1024;
const tailLines = 400;
/** Beyond so much work only the last part of a log is searched: the rest of it would hardly tell anything new. */
export const mostWork = {
  /** Lines on which signatures were tried, some 60 µs each. */
  examined: 150_000,
  /** Texts that announced a line which was left out, some 0.5 µs each. */
  leftOut: 8_000_000,
};
/** Of a line that was written over and over, this many of its last states are read. */
const overwritten = 4;
/** What is frequent in so much of a log is so in all of it. */
const sampleBytes = 512 * 1024;

/** CMake says where in one line, and what in the next. */
const headOnly = /^CMake Error at \S.{0,400}:$/;

/** Whether a line in small letters has what else an attempt needs. */
const holds = (line: string, { others }: Attempt): boolean =>
  others.every((texts) => texts.some((text) => line.includes(text)));

/** A line as it is and without prefixes. */
const formsOf = (raw: string): readonly string[] => {
  const trimmed = raw.trim();
  const stripped = stripPrefixes(raw);
  return stripped === trimmed ? [trimmed] : [trimmed, stripped];
};

type Match = readonly [Attempt, RegExpExecArray];

export class Scanner {
  readonly #catalogue: Catalogue;
  /** Made for the bytes of this log once there are enough of them; that of the catalogue serves until then. */
  #search: MultiSearch | undefined;
  #block = Buffer.allocUnsafe(blockBytes + lookBehind + lookAhead);
  #filled = 0;
  /** Everything before this offset of the block has been searched. */
  #searched = 0;
  #bytes = 0;
  /** Newlines before the offset #counted of the block. */
  #newlines = 0;
  #counted = 0;
  #endsWithNewline = true;
  #found = new Findings();
  /** What was found since a test run began; dropped when it passes. */
  #inTests: Findings | null = null;
  #testsFrom = 0;
  /** First and last lines of test runs that passed, the last of them. */
  readonly #passed: [number, number][] = [];
  /** For each text that is searched, lines that it announced without a match; -1 once one matched often. */
  readonly #vain: Int32Array;
  #heedAll = false;
  #leftOut = 0;
  #examined = 0;
  #skims = false;
  #skimmed = 0;

  readonly #most: typeof mostWork;

  constructor(catalogue: Catalogue, most = mostWork) {
    this.#catalogue = catalogue;
    this.#most = most;
    this.#vain = new Int32Array(catalogue.announced.length);
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
      if (this.#filled < this.#block.length) continue;
      this.#search ??= this.#tunedSearch();
      this.#searchTo(this.#lineStart(this.#filled - tailBytes));
    }
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

  /** From here on lines are counted but not searched, up to the last part of the log. */
  skim(): void {
    this.#skims = true;
  }

  /** Reads what is left and gives what was found. */
  end(): Scan {
    const last = this.#filled - tailBytes;
    if (last > this.#searched) this.#searchTo(this.#lineStart(last));
    this.#heedAll = true;
    this.#search?.unmute();
    const tail = this.#tail();
    this.#searchTo(this.#filled);
    if (this.#inTests) this.#found.add(this.#inTests);
    const sightings = this.#catalogue.probes.flatMap((probe, index) => {
      const tally = this.#found.tallies.get(index);
      return tally === undefined ? [] : [{ probe, ...tally }];
    });
    const lines = this.#newlines + (this.#endsWithNewline ? 0 : 1);
    return {
      bytes: this.#bytes,
      lines,
      sightings,
      errorLines: this.#found.errorLines,
      tail: tail(lines).filter(({ line }) => !this.#passed.some(([from, to]) => line >= from && line <= to)),
      leftOut: this.#leftOut,
      skimmed: this.#skimmed,
      examined: this.#examined,
    };
  }

  /** The last lines, to be numbered when the whole log is counted. */
  #tail(): (lines: number) => readonly Hit[] {
    const from = Math.max(0, this.#filled - tailBytes);
    const texts = this.#block.toString('utf8', from, this.#filled).split('\n');
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

  /** Start of the line at an offset; the offset itself where the line is too long to matter. */
  #lineStart(offset: number): number {
    const start = this.#block.lastIndexOf(newline, offset - 1) + 1;
    return start > this.#searched ? start : offset;
  }

  #searchTo(limit: number): void {
    const text = this.#block.subarray(0, this.#filled);
    let lineEnd = -1;
    let lineStart = 0;
    let needles: number[] = [];
    const examine = () => {
      if (needles.length > 0) this.#examine(lineStart, lineEnd, needles);
      needles = [];
    };
    const skims =
      !this.#heedAll && (this.#skims || this.#examined > this.#most.examined || this.#leftOut > this.#most.leftOut);
    if (skims) this.#skimmed += limit - this.#searched;
    else {
      const search = this.#search ?? this.#catalogue.search;
      const mutedBefore = search.muted;
      search.each(text, this.#searched, limit, (needle, offset) => {
        if (this.#isVain(needle) && !this.#heedAll) {
          this.#leftOut += 1;
          return;
        }
        if (offset >= lineEnd) {
          examine();
          [lineStart, lineEnd] = this.#lineAround(offset);
        }
        if (!needles.includes(needle)) needles.push(needle);
      });
      this.#leftOut += search.muted - mutedBefore;
    }
    examine();
    this.#newlines += countNewlines(this.#block, this.#counted, limit);
    // A multiple of four: see MultiSearch.each.
    const keepFrom = Math.max(0, limit - lookBehind) & ~3;
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

  #examine(start: number, end: number, needles: readonly number[]): void {
    const raw = this.#block.toString('utf8', start, end);
    let isTried = false;
    let forms: readonly string[] | undefined;
    for (const needle of needles) {
      const announced = this.#catalogue.announced[needle];
      if (announced === undefined) continue;
      if (announced.testRun !== null && raw.includes(announced.testRun)) {
        forms ??= formsOf(raw);
        this.#followTests(forms, start, announced.testRun);
      }
      isTried ||= announced.attempts.length + announced.spellings.length > 0;
    }
    const fruitful = isTried && this.#tryProbes(raw, start, end, needles);
    for (const needle of needles) {
      const vain = this.#vain[needle] as number;
      // A signature that was found often enough, and one that never is, need no more tries.
      this.#vain[needle] = fruitful ? vain + fruitless / enough : vain + 1;
      if (this.#isVain(needle) && !this.#heedAll) this.#search?.mute(needle);
    }
  }

  /** Whether a text has announced enough; those of test runs never have. */
  #isVain(needle: number): boolean {
    return (this.#vain[needle] as number) >= fruitless && this.#catalogue.announced[needle]?.testRun === null;
  }

  /** Tries what the texts announce; true when a signature was found. */
  #tryProbes(raw: string, start: number, end: number, needles: readonly number[]): boolean {
    const { announced, search } = this.#catalogue;
    const spelled: Spelling[] = [];
    for (const needle of needles) for (const spelling of announced[needle]?.spellings ?? []) spelled.push(spelling);
    const due = this.#due(raw, needles, spelled.length > 0);
    if (due.size + spelled.length === 0) return false;
    this.#examined += 1;
    const written = normalLine(raw);
    const line = spelled.length === 0 ? written : inEnglish(written, spelled);
    if (line !== written) {
      const bytes = Buffer.from(line);
      search.each(bytes, 0, bytes.length, (needle) => {
        for (const attempt of announced[needle]?.attempts ?? []) due.add(attempt);
      });
    }
    const matched: Match[] = [];
    for (const attempt of due) {
      const match = attempt.pattern.exec(line) ?? (line === written ? null : attempt.pattern.exec(written));
      if (match !== null) matched.push([attempt, match]);
    }
    return matched.length > 0 && this.#noteMatches(matched, raw, written, line, start, end);
  }

  /** What is to be tried on a line. */
  #due(raw: string, needles: readonly number[], isSpelled: boolean): Set<Attempt> {
    const { announced } = this.#catalogue;
    const rough = roughLine(raw);
    const due = new Set<Attempt>();
    for (const needle of needles) {
      for (const attempt of announced[needle]?.attempts ?? []) {
        if (isSpelled || holds(rough, attempt)) due.add(attempt);
      }
    }
    return due;
  }

  /**
   * Notes what a line reports; true when it reports something. Apart from what leads here, which is compiled for the many
   * lines that match nothing.
   */
  #noteMatches(
    matched: readonly Match[],
    raw: string,
    written: string,
    line: string,
    start: number,
    end: number,
  ): boolean {
    const { probes } = this.#catalogue;
    const message = withoutEcho(line);
    if (message === null || isHarmless(written)) return false;
    const standing = this.#standing(message, end);
    let around: string | undefined;
    let hit: Hit | undefined;
    for (const [attempt, first] of matched) {
      const match = message === line ? first : attempt.pattern.exec(message);
      if (match === null) continue;
      const name = match.slice(1).find((group) => group !== undefined);
      for (const index of attempt.probes) {
        const probe = probes[index] as CompiledSignature;
        if (probe.cause === null && standing !== 'report') continue;
        if (probe.name && !probe.name.test(name ?? '')) continue;
        if (probe.notName?.test(name ?? '')) continue;
        if (probe.shown || probe.requires.length + probe.excludes.length > 0) {
          around ??= this.#context(start, end);
          const text = around;
          if (probe.shown && !isShown(name ?? '', text)) continue;
          if (!probe.requires.every((pattern) => pattern.test(text))) continue;
          if (probe.excludes.some((pattern) => pattern.test(text))) continue;
        }
        hit ??= this.#hitAt(start, end, headOnly.test(line) ? `${raw} ${this.#textAfter(end)}` : raw);
        (this.#inTests ?? this.#found).note(index, { ...hit, name }, probe.cause === null, standing);
      }
    }
    return hit !== undefined;
  }

  #hitAt(start: number, end: number, text: string): Hit {
    const line = this.#lineNumber(start);
    const from = Math.max(0, start - neighbourBytes);
    const above = this.#block.toString('utf8', from, start).split('\n');
    // Of a line that begins above that, the beginning is what counts.
    if (from > 0) above.shift();
    const below = this.#block.toString('utf8', end, Math.min(this.#filled, end + neighbourBytes)).split('\n');
    // The line itself, before a carriage return and after one; what follows the last newline is no line.
    above.pop();
    below.shift();
    if (below.at(-1) === '') below.pop();
    const said = (each: string) => each.trimEnd().slice(each.trimEnd().lastIndexOf('\r') + 1);
    const near = above
      .slice(-linesAround)
      .map((each, n, { length }) => ({ line: line - length + n, text: said(each) }));
    return {
      line,
      text,
      around: [...near, ...below.slice(0, linesAround).map((each, n) => ({ line: line + 1 + n, text: said(each) }))],
    };
  }

  /** Of a message that ends at an offset; warnings right below a warning belong to it. */
  #standing(message: string, end: number): Standing {
    if (!isRemark(message)) return 'report';
    const below = this.#block.toString('utf8', end, Math.min(this.#filled, end + warningsAfter)).split(/\r?\n|\r/);
    const said = below.slice(1, 1 + warningLines).map(normalLine);
    const others = said.findIndex((line) => !isRemark(line));
    const warnings = [message, ...(others < 0 ? said : said.slice(0, others))];
    return warnings.some(isFallback) ? 'fallback' : 'remark';
  }

  /** Begins, drops or keeps what is found while tests run. Takes the line as it is and without prefixes. */
  #followTests(forms: readonly string[], start: number, literal: string): void {
    const event = forms.map((form) => testEvent(form, literal)).find((each) => each !== null);
    if (event === undefined) return;
    const line = this.#lineNumber(start);
    if (event === 'start') {
      if (this.#inTests) return;
      this.#testsFrom = line;
    } else if (this.#inTests || event === 'probe') {
      if (event === 'fail' && this.#inTests) this.#found.add(this.#inTests);
      else {
        // The line that says so may be the last word of the log.
        if (this.#inTests) this.#passed.push([this.#testsFrom, line - 1]);
        if (this.#passed.length > tailLines) this.#passed.shift();
      }
      // Other tests may run beside this one or after it; what no passing test follows counts at the end.
      this.#testsFrom = line;
    } else return;
    this.#inTests = new Findings();
  }

  /** The next line that is not empty. */
  #textAfter(end: number): string {
    const text = this.#block.toString('utf8', end, Math.min(this.#filled, end + contextAfter));
    return (/\S[^\r\n]{0,1024}/.exec(text)?.[0] ?? '').trimEnd();
  }

  #lineNumber(offset: number): number {
    if (offset < this.#counted) return this.#newlines + 1 - countNewlines(this.#block, offset, this.#counted);
    this.#newlines += countNewlines(this.#block, this.#counted, offset);
    this.#counted = offset;
    return this.#newlines + 1;
  }

  /** The lines around, each normalised. */
  #context(start: number, end: number): string {
    const from = Math.max(0, start - contextBefore);
    const to = Math.min(this.#filled, end + contextAfter);
    const split = (a: number, b: number) => {
      const text = this.#block.toString('utf8', a, b);
      // Ten times as fast where it is enough.
      return text.includes('\r') ? text.split(/\r?\n|\r/) : text.split('\n');
    };
    const lines = [
      ...split(from, start).slice(-contextLines),
      ...split(start, end),
      ...split(end, to).slice(0, contextLines),
    ];
    return lines.map(normalLine).join('\n');
  }
}

/**
 * One pass over a log of any size in constant memory. Fixed texts announce the lines worth
 * looking at; only on those, and only the signatures so announced, are tried.
 */
import type { Announcement, Attempt, Catalogue, CompiledSignature } from './catalogue.js';
import { withoutEcho } from './echo.js';
import { isFallback, isRemark } from './error-lines.js';
import { type Hit, isShown, type Scan, type Standing } from './findings.js';
import { isHarmless } from './harmless.js';
import { LogWindow } from './log-window.js';
import { holdsEach, type Nearby } from './nearby.js';
import { normalLine, roughLine } from './normal-line.js';
import { inEnglish, type Spelling } from './spellings.js';
import { TestedFindings } from './tested-findings.js';

const newline = 0x0a;
/** Warnings below a warning that may tell how the build went on. */
const warningsAfter = 1024;
const warningLines = 4;
/** After so many finds of one signature more teach nothing. */
const enough = 50;
/** After so many lines on which a text announced nothing, it is heeded in the last part of the log only. */
const fruitless = 200;
/** Beyond so much work only the last part of a log is searched: the rest of it would hardly tell anything new. */
export const mostWork = {
  /** Lines on which signatures were tried, some 60 µs each. */
  examined: 150_000,
  /** Texts that announced a line which was left out, some 0.5 µs each. */
  leftOut: 8_000_000,
};
/** CMake says where in one line, and what in the next. */
const headOnly = /^CMake Error at \S.{0,400}:$/;

/** The next line that is not empty. */
const textBelow = (text: string): string => (/\S[^\r\n]{0,1024}/.exec(text)?.[0] ?? '').trimEnd();

/** What is to be tried on a line. */
interface Due {
  readonly attempts: Set<Attempt>;
  /** Messages in another language that may stand there. */
  readonly spelled: readonly Spelling[];
}

type Match = readonly [Attempt, RegExpExecArray];

export class Scanner {
  readonly #catalogue: Catalogue;
  readonly #window: LogWindow;
  #bytes = 0;
  #endsWithNewline = true;
  readonly #found = new TestedFindings();
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
    this.#window = new LogWindow(catalogue);
    this.#vain = new Int32Array(catalogue.announced.length);
  }

  /** Takes the next bytes (UTF-8, without escape sequences). */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#bytes += chunk.length;
    this.#endsWithNewline = chunk[chunk.length - 1] === newline;
    for (let from = 0; from < chunk.length; ) {
      from += this.#window.fill(chunk.subarray(from));
      if (this.#window.isFull) this.#searchTo(this.#window.tailStart);
    }
  }

  /** From here on lines are counted but not searched, up to the last part of the log. */
  skim(): void {
    this.#skims = true;
  }

  /** Reads what is left and gives what was found. */
  end(): Scan {
    const window = this.#window;
    this.#searchTo(window.tailStart);
    this.#heedAll = true;
    window.unmute();
    const tail = window.tail();
    this.#searchTo(window.filled);
    const { tallies, errorLines } = this.#found.end();
    const sightings = this.#catalogue.probes.flatMap((probe, index) => {
      const tally = tallies.get(index);
      return tally === undefined ? [] : [{ probe, ...tally }];
    });
    const lines = window.newlines + (this.#endsWithNewline ? 0 : 1);
    return {
      bytes: this.#bytes,
      lines,
      sightings,
      errorLines,
      tail: tail(lines).filter(({ line }) => !this.#found.isOfPassed(line)),
      leftOut: this.#leftOut,
      skimmed: this.#skimmed,
      examined: this.#examined,
    };
  }

  #searchTo(limit: number): void {
    const { search, searched } = this.#window;
    let lineEnd = -1;
    let lineStart = 0;
    let needles: number[] = [];
    const examine = () => {
      if (needles.length > 0) this.#examine(lineStart, lineEnd, needles);
      needles = [];
    };
    const skims =
      !this.#heedAll && (this.#skims || this.#examined > this.#most.examined || this.#leftOut > this.#most.leftOut);
    if (skims) this.#skimmed += limit - searched;
    else {
      const mutedBefore = search.muted;
      search.each(this.#window.bytes, searched, limit, (needle, offset) => {
        if (this.#isVain(needle) && !this.#heedAll) {
          this.#leftOut += 1;
          return;
        }
        if (offset >= lineEnd) {
          examine();
          [lineStart, lineEnd] = this.#window.lineAround(offset);
        }
        if (!needles.includes(needle)) needles.push(needle);
      });
      this.#leftOut += search.muted - mutedBefore;
    }
    examine();
    this.#window.moveTo(limit);
  }

  #examine(start: number, end: number, needles: readonly number[]): void {
    const raw = this.#window.text(start, end);
    this.#followTests(raw, start, needles);
    const due = this.#due(raw, needles);
    const fruitful = due !== null && this.#tryProbes(due, raw, start, end);
    for (const needle of needles) {
      const vain = this.#vain[needle] as number;
      // A signature that was found often enough, and one that never is, need no more tries.
      this.#vain[needle] = fruitful ? vain + fruitless / enough : vain + 1;
      if (this.#isVain(needle) && !this.#heedAll) this.#window.mute(needle);
    }
  }

  /** Whether a text has announced enough; those of test runs never have. */
  #isVain(needle: number): boolean {
    return (this.#vain[needle] as number) >= fruitless && this.#catalogue.announced[needle]?.testRun === null;
  }

  /** Tries what is due; true when a signature was found. */
  #tryProbes({ attempts, spelled }: Due, raw: string, start: number, end: number): boolean {
    this.#examined += 1;
    const written = normalLine(raw);
    const line = spelled.length === 0 ? written : inEnglish(written, spelled);
    if (line !== written) {
      const bytes = Buffer.from(line);
      const { announced, search } = this.#catalogue;
      search.each(bytes, 0, bytes.length, (needle) => {
        for (const attempt of announced[needle]?.attempts ?? []) attempts.add(attempt);
      });
    }
    const matched: Match[] = [];
    for (const attempt of attempts) {
      const match = attempt.pattern.exec(line) ?? (line === written ? null : attempt.pattern.exec(written));
      if (match !== null) matched.push([attempt, match]);
    }
    return matched.length > 0 && this.#noteMatches(matched, raw, written, line, start, end);
  }

  /** What is to be tried on a line, if anything is. Most lines get no further. */
  #due(raw: string, needles: readonly number[]): Due | null {
    const announced = needles.map((needle) => this.#catalogue.announced[needle] as Announcement);
    const spelled = announced.flatMap(({ spellings }) => spellings);
    const candidates = announced.flatMap((each) => each.attempts);
    if (candidates.length + spelled.length === 0) return null;
    const rough = roughLine(raw);
    const due = spelled.length > 0 ? candidates : candidates.filter(({ others }) => holdsEach(rough, others));
    return due.length + spelled.length === 0 ? null : { attempts: new Set(due), spelled };
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
    let nearby: Nearby | undefined;
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
          nearby ??= this.#window.nearby(start, end);
          if (probe.shown && !isShown(name ?? '', nearby.text)) continue;
          if (!nearby.fits(probe)) continue;
        }
        hit ??= this.#hitAt(start, end, headOnly.test(line) ? `${raw} ${textBelow(this.#window.after(end))}` : raw);
        this.#found.current.note(index, { ...hit, name }, probe.cause === null, standing);
      }
    }
    return hit !== undefined;
  }

  #hitAt(start: number, end: number, text: string): Hit {
    return { line: this.#window.lineNumber(start), text, around: this.#window.neighbours(start, end) };
  }

  /** Of a message that ends at an offset; warnings right below a warning belong to it. */
  #standing(message: string, end: number): Standing {
    if (!isRemark(message)) return 'report';
    const below = this.#window.after(end, warningsAfter).split(/\r?\n|\r/);
    const said = below.slice(1, 1 + warningLines).map(normalLine);
    const others = said.findIndex((line) => !isRemark(line));
    const warnings = [message, ...(others < 0 ? said : said.slice(0, others))];
    return warnings.some(isFallback) ? 'fallback' : 'remark';
  }

  #followTests(raw: string, start: number, needles: readonly number[]): void {
    for (const needle of needles) {
      const literal = this.#catalogue.announced[needle]?.testRun ?? null;
      if (literal === null || !raw.includes(literal)) continue;
      this.#found.follow(raw, literal, () => this.#window.lineNumber(start));
    }
  }
}

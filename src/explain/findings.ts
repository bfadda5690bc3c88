/** What a pass over a log finds, and how what was found in several parts of it is put together. */
import type { CompiledSignature } from './catalogue.js';

/** A line on which a signature was found. */
export interface Hit {
  /** 1-based. */
  readonly line: number;
  /** The line as it stands in the log, bounded. */
  readonly text: string;
  /** What the first group of the signature that took part in the match stands for: the name of a program, say. */
  readonly name?: string | undefined;
  /** The lines right above and below, bounded; absent where only the line itself was read. */
  readonly around?: readonly Pick<Hit, 'line' | 'text'>[];
}

/** What a log holds of a signature: how often, and the first place. */
export interface Sighting {
  readonly probe: CompiledSignature;
  readonly count: number;
  readonly first: Hit;
  /** The last line on which it stood, if all of them only remark something beside a build that goes on; else null. */
  readonly remarkedAt: number | null;
  /** Whether each of these remarks tells what was taken in place of what failed. */
  readonly fellBack: boolean;
}

export interface Scan {
  readonly bytes: number;
  readonly lines: number;
  readonly sightings: readonly Sighting[];
  /** Lines that look like errors, the first and the last of them. */
  readonly errorLines: readonly Hit[];
  /** The last lines of the log as they stand there, without those of tests that passed. */
  readonly tail: readonly Hit[];
  /** How many lines were left out, since their kind had been looked at often enough. */
  readonly leftOut: number;
  /** Bytes in which nothing was searched: the log had taken enough work, or the time was over. */
  readonly skimmed: number;
  /** Lines on which signatures were tried: what a log costs beside its mere bytes. */
  readonly examined: number;
}

const errorLinesAtStart = 6;
const errorLinesAtEnd = 14;

interface Tally {
  count: number;
  first: Hit;
  /** See Sighting. */
  remarkedAt: number | null;
  fellBack: boolean;
}

/** What kind of line something was found on: one that reports a failure, one that remarks it, or one that tells how it was got round. */
export type Standing = 'report' | 'remark' | 'fallback';

/** Whether lines show that a file exists: listed, copied, made executable, read by file(1) or just linked. */
export const isShown = (path: string, text: string): boolean => {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^-[r-][w-]x.{1,200}[ /]${name}$|(?:^|/)${name}: (?:ELF|symbolic link)|^${name}$|\\bchmod .{1,200}[ /]${name}\\b|\\bCOPY .{1,200}[ /]${name}(?: |$)| -o \\S{0,200}\\b${name}\\b|\\b(?:[Ee]xtract|[Uu]npack|inflat|[Dd]ownload)\\w{0,5}:? .{0,200}\\b${name}\\b`,
    'm',
  ).test(text);
};

/** What was found in one part of the log. */
export class Findings {
  readonly tallies = new Map<number, Tally>();
  readonly errorLines: Hit[] = [];

  note(index: number, hit: Hit, isError: boolean, standing: Standing): void {
    const remarkedAt = standing === 'report' ? null : hit.line;
    this.#count(index, { count: 1, first: hit, remarkedAt, fellBack: standing === 'fallback' });
    if (isError) this.#noteError(hit);
  }

  #count(index: number, { count, first, remarkedAt, fellBack }: Tally): void {
    const tally = this.tallies.get(index);
    if (tally === undefined) {
      this.tallies.set(index, { count, first, remarkedAt, fellBack });
      return;
    }
    tally.count += count;
    tally.remarkedAt = tally.remarkedAt === null ? null : remarkedAt;
    tally.fellBack &&= fellBack;
  }

  #noteError(hit: Hit): void {
    if (this.errorLines.at(-1)?.line === hit.line) return;
    if (this.errorLines.length >= errorLinesAtStart + errorLinesAtEnd) this.errorLines.splice(errorLinesAtStart, 1);
    this.errorLines.push(hit);
  }

  /** Takes over what was found in a later part. */
  add(later: Findings): void {
    for (const [index, tally] of later.tallies) this.#count(index, tally);
    for (const hit of later.errorLines) this.#noteError(hit);
  }
}

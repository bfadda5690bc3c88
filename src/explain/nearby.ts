/** What signatures require of the lines around one, or exclude there. */
import { normalLine, roughLine } from './normal-line.js';

/** Of each of these a line or text in small letters contains one. */
export type Clauses = readonly (readonly string[])[];

/** Whether a text in small letters contains what each of the clauses asks for. */
export const holdsEach = (text: string, clauses: Clauses): boolean =>
  clauses.every((texts) => texts.some((each) => text.includes(each)));

/** A pattern for the lines around one, and what stands in them wherever it matches. */
export interface NearbyPattern {
  readonly pattern: RegExp;
  readonly clauses: Clauses;
}

/** What a signature asks of the lines around the one that it was found on. */
export interface Surroundings {
  readonly requires: readonly NearbyPattern[];
  readonly excludes: readonly NearbyPattern[];
}

/** Lines of a log that lie together. Hardly any of them are what a signature asks for, so they are normalised late. */
export class Nearby {
  readonly #lines: readonly string[];
  #rough: string | undefined;
  #text: string | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The lines, each normalised. What folders of this program are called says nothing of the C library of a build. */
  get text(): string {
    this.#text ??= this.#lines
      .map(normalLine)
      .join('\n')
      .replace(/musl-wizard/gi, 'wizard');
    return this.#text;
  }

  /** Whether all that is required stands here, and nothing that is excluded. */
  fits({ requires, excludes }: Surroundings): boolean {
    return requires.every((each) => this.#shows(each)) && !excludes.some((each) => this.#shows(each));
  }

  #shows({ pattern, clauses }: NearbyPattern): boolean {
    this.#rough ??= roughLine(this.#lines.join('\n'));
    return holdsEach(this.#rough, clauses) && pattern.test(this.text);
  }
}

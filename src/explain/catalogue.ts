import { errorLinePatterns } from './error-lines.js';
import { installFixes } from './install-fixes.js';
import { MultiSearch, shortestNeedle } from './multi-search.js';
import type { Clauses, NearbyPattern, Surroundings } from './nearby.js';
import { type Alternative, alternativesOf, requiredLiterals } from './required-literals.js';
import type { Cause, LineFact, Signature, SignatureFile } from './signature.js';
import { compileSpellings, type SpelledMessage, type Spelling } from './spellings.js';
import { testRunLiterals } from './test-runs.js';

/** A signature, ready to be tried on a line. */
export interface CompiledSignature extends Surroundings {
  /** The cause that it reports, or null for a line that is an error of unknown cause. */
  readonly cause: Cause | null;
  readonly pattern: RegExp;
  /** What the first group of the pattern must be, and may not be. */
  readonly name: RegExp | null;
  readonly notName: RegExp | null;
  /** The lines around must show that the named file is there. */
  readonly shown: boolean;
  readonly confidence: number;
}

/** One alternative of a pattern, and the numbers of the probes that it is of: those of one fact share it. */
export interface Attempt {
  readonly pattern: RegExp;
  /** What else stands on a line that it matches, in small letters: one text of each of these. */
  readonly others: Clauses;
  readonly probes: readonly number[];
}

/** What a text that is searched for announces on its line. */
export interface Announcement {
  readonly attempts: readonly Attempt[];
  readonly spellings: readonly Spelling[];
  /** Set when the line may be from a test run: the text itself. */
  readonly testRun: string | null;
}

/** Most patterns are never tried, so each is compiled when it is. */
class Lazy {
  #compiled: RegExp | undefined;

  constructor(
    readonly source: string,
    readonly flags = 'i',
  ) {}

  get pattern(): RegExp {
    this.#compiled ??= new RegExp(this.source, this.flags);
    return this.#compiled;
  }
}

class LazyAttempt extends Lazy implements Attempt {
  readonly probes: number[] = [];

  constructor([source, , ...others]: Alternative) {
    super(source);
    this.others = others;
  }

  readonly others: Attempt['others'];
}

/** One expression of the source of its alternatives. */
const joined = (alternatives: readonly Alternative[]) => new Lazy(alternatives.map(([source]) => source).join('|'));
const lazy = (source: string | undefined) => (source === undefined ? null : new Lazy(source));
/** For a text of several lines. */
class LazyNearbyPattern extends Lazy implements NearbyPattern {
  #clauses: Clauses | undefined;

  constructor(source: string) {
    super(source, 'im');
  }

  get clauses(): Clauses {
    this.#clauses ??= requiredLiterals(this.source).map((texts) => texts.map((text) => text.toLowerCase()));
    return this.#clauses;
  }
}
const nearbyPatterns = (sources: readonly string[] = []) => sources.map((source) => new LazyNearbyPattern(source));

class LazyProbe implements CompiledSignature {
  readonly #pattern: Lazy;
  readonly #name: Lazy | null;
  readonly #notName: Lazy | null;
  readonly requires: readonly NearbyPattern[];
  readonly excludes: readonly NearbyPattern[];
  readonly shown: boolean;
  readonly confidence: number;

  constructor(
    readonly cause: Cause,
    pattern: Lazy,
    { name, notName, requires, excludes, shown = false, confidence = defaultConfidence }: Signature,
  ) {
    this.#pattern = pattern;
    this.#name = lazy(name);
    this.#notName = lazy(notName);
    this.requires = nearbyPatterns(requires);
    this.excludes = nearbyPatterns(excludes);
    this.shown = shown;
    this.confidence = confidence;
  }

  get pattern(): RegExp {
    return this.#pattern.pattern;
  }
  get name(): RegExp | null {
    return this.#name?.pattern ?? null;
  }
  get notName(): RegExp | null {
    return this.#notName?.pattern ?? null;
  }
}

/** All that is known, compiled for one pass over a log. */
export interface Catalogue {
  readonly causes: ReadonlyMap<string, Cause>;
  readonly probes: readonly CompiledSignature[];
  /** Tried only on the line that a log of no known cause is pointed at, the surest first. */
  readonly pointed: readonly CompiledSignature[];
  /** What is searched for, in the order of `announced`. */
  readonly texts: readonly string[];
  /** A search for these, made when it is needed. */
  readonly search: MultiSearch;
  /** For each text that is searched, in the order of the search. */
  readonly announced: readonly Announcement[];
}

/** What is known in addition to causes: facts of lines and spellings of messages. */
export interface LogVocabulary {
  readonly facts: readonly LineFact[];
  readonly spellings: readonly SpelledMessage[];
}

const defaultConfidence = 0.9;

/** Compiles signature files. Throws a SyntaxError for a pattern that cannot be used, an Error for a cause given twice. */
export const compileCatalogue = (
  files: readonly SignatureFile[],
  { facts, spellings }: LogVocabulary = { facts: [], spellings: [] },
): Catalogue => {
  const causes = new Map<string, Cause>();
  for (const { install = {}, fixes = [], ...cause } of files.flatMap((file) => file.causes)) {
    if (causes.has(cause.id)) throw new Error(`the cause ${cause.id} is defined twice`);
    causes.set(cause.id, { ...cause, fixes: [...installFixes(install), ...fixes] });
  }
  const probes: CompiledSignature[] = [];
  const pointed: CompiledSignature[] = [];
  /** Of each probe. */
  const tried: (readonly Alternative[])[] = [];
  const add = (probe: CompiledSignature, alternatives: readonly Alternative[]) => {
    tried.push(alternatives);
    probes.push(probe);
  };
  const factsByName = new Map(
    facts.map(({ fact, patterns = [], alternatives = alternativesOf(patterns.join('|')) }) => {
      return [fact, { alternatives, pattern: joined(alternatives) }];
    }),
  );
  for (const cause of causes.values()) {
    for (const signature of cause.signatures) {
      const { fact, pattern = '', pointed: isPointed = false } = signature;
      if (isPointed) pointed.push(new LazyProbe(cause, new Lazy(pattern), signature));
      else if (fact === undefined) {
        const { alternatives = alternativesOf(pattern) } = signature;
        add(new LazyProbe(cause, joined(alternatives), signature), alternatives);
      } else {
        const stated = factsByName.get(fact);
        if (stated === undefined) throw new Error(`${cause.id}: no fact ${fact}`);
        add(new LazyProbe(cause, stated.pattern, signature), stated.alternatives);
      }
    }
  }
  const none = { name: null, notName: null, shown: false, requires: [], excludes: [], confidence: 0 };
  for (const pattern of errorLinePatterns) add({ cause: null, pattern, ...none }, alternativesOf(pattern.source));

  const announcements = new Map<string, { attempts: Attempt[]; spellings: Spelling[]; testRun: string | null }>();
  const announcementOf = (text: string) => {
    const key = text.toLowerCase();
    const known = announcements.get(key) ?? { attempts: [], spellings: [], testRun: null };
    announcements.set(key, known);
    return known;
  };
  const attempts = new Map<string, LazyAttempt>();
  for (const [index, alternatives] of tried.entries()) {
    for (const alternative of alternatives) {
      const [source, searched] = alternative;
      let attempt = attempts.get(source);
      if (attempt === undefined) {
        attempt = new LazyAttempt(alternative);
        attempts.set(source, attempt);
        for (const text of searched) announcementOf(text).attempts.push(attempt);
      }
      attempt.probes.push(index);
    }
  }
  for (const spelling of compileSpellings(spellings, shortestNeedle)) {
    announcementOf(spelling.literal).spellings.push(spelling);
  }
  for (const text of testRunLiterals) announcementOf(text).testRun = text;
  const texts = [...announcements.keys()];
  let search: MultiSearch | undefined;
  return {
    causes,
    probes,
    pointed: pointed.sort((a, b) => b.confidence - a.confidence),
    texts,
    get search() {
      search ??= new MultiSearch(texts);
      return search;
    },
    announced: [...announcements.values()],
  };
};

import { errorLinePatterns } from './error-lines.js';
import { installFixes } from './install-fixes.js';
import { MultiSearch, shortestNeedle } from './multi-search.js';
import { alternatives, requiredLiterals } from './required-literals.js';
import type { Cause, LineFact, Signature, SignatureFile } from './signature.js';
import { compileSpellings, type SpelledMessage, type Spelling } from './spellings.js';
import { testRunLiterals } from './test-runs.js';

/** A signature, ready to be tried on a line. */
export interface CompiledSignature {
  /** The cause that it reports, or null for a line that is an error of unknown cause. */
  readonly cause: Cause | null;
  readonly pattern: RegExp;
  /** What the first group of the pattern must be, and may not be. */
  readonly name: RegExp | null;
  readonly notName: RegExp | null;
  /** The lines around must show that the named file is there. */
  readonly shown: boolean;
  readonly requires: readonly RegExp[];
  readonly excludes: readonly RegExp[];
  readonly confidence: number;
}

/** One alternative of a pattern, and the numbers of the probes that it is of: those of one fact share it. */
export interface Attempt {
  readonly pattern: RegExp;
  /** What else stands on a line that it matches, in small letters: one text of each of these. */
  readonly others: readonly (readonly string[])[];
  readonly probes: readonly number[];
}

/** What a text that is searched for announces on its line. */
interface Announcement {
  readonly attempts: readonly Attempt[];
  readonly spellings: readonly Spelling[];
  /** Set when the line may be from a test run: the text itself. */
  readonly testRun: string | null;
}

/** Most patterns are never tried, so each is compiled when it is. */
class Alternative implements Attempt {
  #pattern: RegExp | undefined;

  constructor(
    readonly source: string,
    readonly others: Attempt['others'],
    readonly probes: number[],
  ) {}

  get pattern(): RegExp {
    this.#pattern ??= regExp(this.source);
    return this.#pattern;
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

/** Shorter texts than this would stop the search on every other line of a healthy log. */
const shortestLiteral = shortestNeedle;
const defaultConfidence = 0.9;

const regExp = (source: string) => new RegExp(source, 'i');
/** For a text of several lines. */
const linesRegExp = (source: string) => new RegExp(source, 'im');

/** What every match of a pattern contains, in small letters: one of the texts that are searched for, and one of each other clause. */
const clausesOf = (pattern: string) => {
  const [searched = [], ...others] = requiredLiterals(pattern).map((texts) => [
    ...new Set(texts.map((text) => text.toLowerCase())),
  ]);
  if (searched.length === 0 || searched.some((text) => Buffer.byteLength(text) < shortestLiteral)) {
    throw new SyntaxError(`no literal of ${shortestLiteral} bytes or more is required by /${pattern}/`);
  }
  return { searched, others };
};

/** Literals of a pattern, long enough to search for. Throws a SyntaxError when it has none. */
export const searchTexts = (pattern: string): readonly string[] => clausesOf(pattern).searched;

const probeOf = (cause: Cause, signature: Signature, facts: ReadonlyMap<string, RegExp>): CompiledSignature => {
  const fact = signature.fact === undefined ? undefined : facts.get(signature.fact);
  if (signature.fact !== undefined && fact === undefined) throw new Error(`${cause.id}: no fact ${signature.fact}`);
  return {
    cause,
    pattern: fact ?? regExp(signature.pattern ?? ''),
    name: signature.name === undefined ? null : regExp(signature.name),
    notName: signature.notName === undefined ? null : regExp(signature.notName),
    shown: signature.shown ?? false,
    requires: (signature.requires ?? []).map(linesRegExp),
    excludes: (signature.excludes ?? []).map(linesRegExp),
    confidence: signature.confidence ?? defaultConfidence,
  };
};

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
  const patterns = new Map(facts.map(({ fact, patterns: each }) => [fact, regExp(each.join('|'))]));
  const probesOf = (isPointed: boolean): CompiledSignature[] =>
    [...causes.values()].flatMap((cause) =>
      cause.signatures
        .filter(({ pointed = false }) => pointed === isPointed)
        .map((signature) => probeOf(cause, signature, patterns)),
    );
  const probes = probesOf(false);
  const none = { name: null, notName: null, shown: false, requires: [], excludes: [], confidence: 0 };
  for (const pattern of errorLinePatterns) probes.push({ cause: null, pattern, ...none });

  const announcements = new Map<string, { attempts: Attempt[]; spellings: Spelling[]; testRun: string | null }>();
  const announcementOf = (text: string) => {
    const key = text.toLowerCase();
    const known = announcements.get(key) ?? { attempts: [], spellings: [], testRun: null };
    announcements.set(key, known);
    return known;
  };
  const attempts = new Map<string, Alternative>();
  for (const [index, { pattern }] of probes.entries()) {
    for (const source of alternatives(pattern.source)) {
      const known = attempts.get(source);
      if (known !== undefined) {
        known.probes.push(index);
        continue;
      }
      const { searched, others } = clausesOf(source);
      const attempt = new Alternative(source, others, [index]);
      attempts.set(source, attempt);
      for (const text of searched) announcementOf(text).attempts.push(attempt);
    }
  }
  for (const spelling of compileSpellings(spellings, shortestLiteral)) {
    announcementOf(spelling.literal).spellings.push(spelling);
  }
  for (const text of testRunLiterals) announcementOf(text).testRun = text;
  const texts = [...announcements.keys()];
  let search: MultiSearch | undefined;
  return {
    causes,
    probes,
    pointed: probesOf(true).sort((a, b) => b.confidence - a.confidence),
    texts,
    get search() {
      search ??= new MultiSearch(texts);
      return search;
    },
    announced: [...announcements.values()],
  };
};

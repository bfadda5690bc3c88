import { errorLinePatterns } from './error-lines.js';
import { installFixes } from './install-fixes.js';
import { MultiSearch } from './multi-search.js';
import { requiredLiterals } from './required-literals.js';
import type { Cause, Signature, SignatureFile } from './signature.js';

/** A signature, ready to be tried on a line. */
export interface Probe {
  /** The cause that it tells, or null for a line that is an error of unknown cause. */
  readonly cause: Cause | null;
  readonly pattern: RegExp;
  readonly requires: readonly RegExp[];
  readonly excludes: readonly RegExp[];
  readonly confidence: number;
}

/** All that is known, compiled for one pass over a log. */
export interface Catalogue {
  readonly causes: ReadonlyMap<string, Cause>;
  readonly probes: readonly Probe[];
  readonly search: MultiSearch;
  /** For each text that is searched, the numbers of the probes that it may announce. */
  readonly announced: readonly (readonly number[])[];
}

/** Shorter texts than this would stop the search on every other line of a healthy log. */
export const shortestLiteral = 6;
const defaultConfidence = 0.9;

const regExp = (source: string) => new RegExp(source, 'i');

const probeOf = (cause: Cause, signature: Signature): Probe => ({
  cause,
  pattern: regExp(signature.pattern),
  requires: (signature.requires ?? []).map(regExp),
  excludes: (signature.excludes ?? []).map(regExp),
  confidence: signature.confidence ?? defaultConfidence,
});

/** Literals of a pattern, long enough to search for. Throws a SyntaxError when it has none. */
export const searchTexts = (pattern: string): readonly string[] => {
  const texts = requiredLiterals(pattern);
  if (texts === null || texts.some((text) => Buffer.byteLength(text) < shortestLiteral)) {
    throw new SyntaxError(`no literal of ${shortestLiteral} bytes or more is required by /${pattern}/`);
  }
  return texts;
};

/** Compiles signature files. Throws a SyntaxError for a pattern that cannot be used, an Error for a cause given twice. */
export const compileCatalogue = (files: readonly SignatureFile[]): Catalogue => {
  const causes = new Map<string, Cause>();
  for (const { install = {}, fixes = [], ...cause } of files.flatMap((file) => file.causes)) {
    if (causes.has(cause.id)) throw new Error(`the cause ${cause.id} is given twice`);
    causes.set(cause.id, { ...cause, fixes: [...installFixes(install), ...fixes] });
  }
  const probes: Probe[] = [...causes.values()].flatMap((cause) =>
    cause.signatures.map((signature) => probeOf(cause, signature)),
  );
  for (const pattern of errorLinePatterns) {
    probes.push({ cause: null, pattern, requires: [], excludes: [], confidence: 0 });
  }
  const byText = new Map<string, number[]>();
  for (const [index, probe] of probes.entries()) {
    for (const text of new Set(searchTexts(probe.pattern.source).map((literal) => literal.toLowerCase()))) {
      byText.set(text, [...(byText.get(text) ?? []), index]);
    }
  }
  return { causes, probes, search: new MultiSearch([...byText.keys()]), announced: [...byText.values()] };
};

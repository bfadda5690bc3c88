import { isStatic } from '../artifact.js';
import { latin1, readRange } from '../byte-source.js';
import type { Description } from '../describe.js';
import { maxSearched, type Range, searchText, type TextMatch } from '../search-text.js';
import type { SectionTable } from '../section-headers.js';
import { symbolsNamed } from '../symbols.js';
import type { Component, ComponentEvidence } from './component.js';
import { type LinkedProgram, reportedVersion } from './reported-version.js';
import {
  type ComponentSignature,
  componentSignatures,
  componentSymbols,
  componentTexts,
  cratePath,
  versionBy,
} from './signature.js';

/** All that was found in a program, for each signature to be judged by. */
interface Found {
  /** By the text that was searched for, the whole strings around it. */
  readonly texts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly symbols: NonNullable<ReturnType<typeof symbolsNamed>>;
  readonly compilers: readonly string[];
  readonly linkedLibc: string | null;
  readonly libcEvidence: readonly string[];
  readonly go: boolean;
  /** Whether all read-only data was searched. */
  readonly searched: boolean;
  /** All texts that are a dotted number, or end with one. */
  readonly numbers: () => readonly string[];
}

/** A text is looked at so often: Rust has the path of a crate thousands of times, and a hostile file may be full of one. */
const maxMatches = 20_000;
const maxString = 256;

/**
 * The libraries whose code is in a program, by texts, symbols and what those tell; and the crates whose paths Rust's
 * panics name. Pure.
 * @param ranges read-only data
 * @param go whether Go built it
 */
export const findLibraries = (
  program: LinkedProgram,
  sections: SectionTable,
  ranges: readonly Range[],
  { libc, libcEvidence, linkage }: Description,
  go: boolean,
): { readonly components: readonly Component[]; readonly searched: boolean } => {
  const { source, header } = program;
  const texts = new Map<string, Map<string, number>>();
  const matches = new Map<string, number>();
  const searched = searchText(source, ranges, componentTexts(), (text, match) => {
    const strings = texts.get(text) ?? new Map<string, number>();
    texts.set(text, strings);
    const nth = matches.get(text) ?? 0;
    if (nth >= maxMatches) return;
    matches.set(text, nth + 1);
    const whole = stringAround(program, match, text);
    if (!strings.has(whole)) strings.set(whole, match.offset);
  });
  let numbers: readonly string[] | null = null;
  const found: Found = {
    texts,
    symbols: symbolsNamed(source, header, sections, componentSymbols()) ?? new Map(),
    compilers: compilersOf(program, sections),
    linkedLibc: isStatic({ linkage }) ? libc : null,
    libcEvidence,
    go,
    searched,
    numbers: () => {
      numbers ??= dottedNumbers(program, ranges);
      return numbers;
    },
  };
  const libraries = componentSignatures.flatMap((signature) => judge(signature, found, program) ?? []);
  return { components: [...libraries, ...cratesOf(texts.get(cratePath))], searched };
};

/** The printable string in which a text was found; the text itself where it is none. */
const stringAround = ({ source }: LinkedProgram, { bytes, index, offset }: TextMatch, text: string): string => {
  // Near the edge of the window a part of the string may be in another.
  const inside = index >= maxString && index + maxString < bytes.length;
  const before = Math.min(inside ? index : offset, maxString);
  const around = inside
    ? bytes.toString('latin1', index - before, index + maxString)
    : latin1(readRange(source, offset - before, before + maxString));
  const printable = (at: number) => at >= 0 && at < around.length && !/[^ -~]/.test(around.charAt(at));
  let [start, end] = [before, before];
  while (printable(start - 1)) start -= 1;
  while (printable(end)) end += 1;
  return around.slice(start, end) || text;
};

const judge = (signature: ComponentSignature, found: Found, program: LinkedProgram): Component | null => {
  const { id, title = id, cpe = null } = signature;
  const { texts, symbols } = found;
  if (signature.libc !== undefined && signature.libc !== found.linkedLibc) return null;
  if (signature.go === true && !found.go) return null;
  const names: ComponentEvidence[] = [];
  const name = (what: string, offset: number | null) => names.push({ field: 'name', what, offset });
  for (const text of signature.texts ?? [])
    for (const [whole, offset] of texts.get(text)?.entries() ?? []) {
      name(/[a-z]{3}/i.test(text) ? quoted(whole) : 'table of constants', offset);
      break;
    }
  for (const symbol of [...(signature.symbols ?? []), ...(signature.tells?.symbols ?? [])])
    if (symbols.has(symbol)) name(`symbol ${symbol}`, null);
  const own = versionTexts(signature.versions ?? [], texts);
  for (const [, { what, offset }] of own) name(what, offset);
  const byNature = signature.texts === undefined && signature.symbols === undefined && signature.versions === undefined;
  if (byNature && signature.libc !== undefined) for (const what of found.libcEvidence.slice(0, 1)) name(what, null);
  if (byNature && signature.go === true) name('built by Go', null);
  if (names.length === 0) return null;

  const versions = [...own, ...versionTexts(signature.mentions ?? [], texts)];
  const report = (version: string | null, what: string) => version && versions.push([version, { what, offset: null }]);
  if (signature.tells) {
    const pattern = new RegExp(`^(?:${signature.tells.pattern})$`);
    for (const symbol of signature.tells.symbols) {
      const defined = symbols.get(symbol);
      if (defined) report(reportedVersion(program, defined, pattern), `symbol ${symbol}`);
    }
  }
  if (signature.comment !== undefined)
    for (const compiler of found.compilers)
      report(versionBy(new RegExp(signature.comment), compiler), `section .comment: ${quoted(compiler)}`);
  if (versions.length === 0 && signature.sole && texts.has(signature.sole.with) && found.searched) {
    const pattern = new RegExp(`^(?:${signature.sole.pattern})$`);
    const fitting = found.numbers().filter((number) => pattern.test(number));
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) report(only, `the only text of this form: "${only}"`);
  }
  const different = [...new Set(versions.map(([version]) => version))];
  const version = different.length === 1 ? (different[0] ?? null) : null;
  const evidence = versions.map(([, { what, offset }]): ComponentEvidence => ({ field: 'version', what, offset }));
  return {
    name: id,
    title,
    version,
    kind: signature.allocator ? 'allocator' : 'library',
    purl: version === null ? null : `pkg:generic/${id}@${version}`,
    cpe,
    // What contradicts itself shows that it is there, and no version.
    evidence: [
      ...names,
      ...evidence.map((each): ComponentEvidence => (version === null ? { ...each, field: 'name' } : each)),
    ],
  };
};

const quoted = (text: string): string => {
  const line = text.replace(/[^ -~]+/g, ' ').trim();
  return `text "${line.length > 100 ? `${line.slice(0, 100)}…` : line}"`;
};

type VersionEvidence = [version: string, where: Omit<ComponentEvidence, 'field'>];

const versionTexts = (known: NonNullable<ComponentSignature['versions']>, texts: Found['texts']): VersionEvidence[] =>
  known.flatMap(({ text, pattern }) =>
    [...(texts.get(text) ?? [])].flatMap(([whole, offset]): VersionEvidence[] => {
      const version = versionBy(new RegExp(pattern), whole);
      return version === null ? [] : [[version, { what: quoted(whole), offset }]];
    }),
  );

const maxCommentBytes = 64 * 1024;

/** What compilers left in the section `.comment`. */
const compilersOf = ({ source }: LinkedProgram, sections: SectionTable): readonly string[] => {
  for (const { name, offset, size } of sections)
    if (name === '.comment') return latin1(readRange(source, offset, size, maxCommentBytes)).split('\0');
  return [];
};

const pieceBytes = 64 * 1024;
/** A number of this length is in one of two pieces whole. */
const overlap = 64;
const maxNumbers = 5000;

/**
 * All dotted numbers at the end of a string: a linker lets a string share the end of another, so where it begins proves
 * nothing. A number that is a part of a longer one is none.
 */
const dottedNumbers = ({ source }: LinkedProgram, ranges: readonly Range[]): readonly string[] => {
  const numbers = new Set<string>();
  let budget = maxSearched;
  for (const { offset, size } of ranges) {
    for (let at = 0; at < size && budget > 0 && numbers.size < maxNumbers; at += pieceBytes - overlap) {
      const piece = latin1(readRange(source, offset + at, size - at, pieceBytes));
      if (piece === '') break;
      budget -= piece.length;
      for (const [, number = ''] of piece.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,5}){1,3})\0/g)) numbers.add(number);
    }
  }
  return numbers.size < maxNumbers && budget > 0 ? [...numbers] : [];
};

/** The crates whose sources are named: `/registry/src/INDEX/NAME-VERSION/…`. One may be there in several versions. */
const cratesOf = (paths: ReadonlyMap<string, number> | undefined): Component[] => {
  const crates = new Map<string, Component>();
  for (const [whole, offset] of paths ?? []) {
    for (const [path, name = '', version = ''] of whole.matchAll(crateInPath)) {
      const purl = `pkg:cargo/${name}@${version.replaceAll('+', '%2B')}`;
      if (crates.has(purl)) continue;
      const evidence: ComponentEvidence[] = (['name', 'version'] as const).map((field) => ({
        field,
        what: `path of a source "${path}"`,
        offset,
      }));
      crates.set(purl, { name, title: name, version, kind: 'crate', purl, cpe: null, evidence });
    }
  }
  return [...crates.values()];
};
const crateInPath = /\/registry\/src\/[\w.-]+-[0-9a-f]{16}\/([A-Za-z][\w-]*?)-(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\//g;

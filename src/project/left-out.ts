import type { Fix } from '../diagnosis/finding.js';
import { normalLine } from '../explain/normal-line.js';
import { type SearchAnswer, searchAnswerIn } from '../explain/search-answers.js';
import { type RungId, rungs } from '../rungs/registry.js';
import { sanitizeLine } from '../text/sanitize.js';
import { fixesForLibrary } from './obtain-library.js';
import { type Package, packageById } from './packages.js';
import type { ChosenProject, LinkedLibrary } from './project.js';
import { linkFlags } from './request.js';

/** A library that a project can use, and that its build looked for and did without. */
export interface LeftOut {
  /** Id in flows/packages.yaml. */
  readonly library: string;
  readonly why: string;
  /** Where the project asks for it, as FILE:LINE: text. */
  readonly asked: string;
  /** The line of the log that says no, and what stands there. */
  readonly line: number;
  readonly excerpt: string;
  readonly fixes: readonly Fix[];
}

/** What a configure says at the end, where it gives up for it: rsync's. */
export const insists = /\bFailed to find\b/;

const lineLimit = 4096;

/** What a log says about one library: as a header, and as what is linked. */
interface LogEvidence {
  yes: boolean;
  no: { readonly line: number; readonly excerpt: string } | null;
}

interface TrackedLibrary {
  readonly library: LinkedLibrary;
  readonly entry: Package;
  readonly names: ReadonlySet<string>;
  readonly headers: ReadonlySet<string>;
  readonly linked: LogEvidence;
  readonly included: LogEvidence;
}

// `checking for readline` asks for a function.
const functions = new Set(['readline']);
// A part of musl, and of glibc until lately: it is looked for in many places, and found in one.
const partOfLibc = new Set(['crypt']);

const ownCopy = /_(?:included|bundled|internal|builtin)_\w{1,40}=/;

const trackedLibraries = (library: LinkedLibrary): TrackedLibrary[] => {
  const entry = packageById(library.id);
  if (entry === null || partOfLibc.has(library.id)) return [];
  // PAM, say: no set of packages has an archive, so it is left out on purpose.
  if (entry.alpine.static === null && entry.nix.static === 'none') return [];
  // AC_CHECK_LIB(popt, f, , [with_included_popt=yes]): then the project's own copy is built in.
  if (library.asked.some(({ evidence }) => ownCopy.test(evidence.text))) return [];
  const { id, flags, pkgConfig = [], cmake = [], headers = [] } = entry;
  const variables = library.asked.flatMap(
    ({ evidence }) => /PKG_CHECK_MODULES(?:_STATIC)?\(\[?(\w{1,64})/.exec(evidence.text)?.[1] ?? [],
  );
  const linked = [`lib${id}`, ...flags.flatMap((flag) => [`-l${flag}`, `lib${flag}`])];
  return [
    {
      library,
      entry,
      names: new Set([id, ...linked, ...pkgConfig, ...cmake, ...variables].filter((name) => !functions.has(name))),
      headers: new Set(headers),
      linked: { yes: false, no: null },
      included: { yes: false, no: null },
    },
  ];
};

/** Whether AC_SEARCH_LIBS looks for a function in this library alone: of several it may be in none. */
const searches = (text: string, called: string, { entry: { flags } }: TrackedLibrary): boolean => {
  const [, name, list = ''] = /AC_SEARCH_LIBS\(\[?(\w{1,64})\]?,\s{0,8}\[?([\w .+-]{1,200})/.exec(text) ?? [];
  return (
    name === called &&
    list
      .trim()
      .split(/ +/)
      .every((word) => flags.includes(word))
  );
};

/**
 * Watches the log of a build for libraries that the project can use and that were looked for in
 * vain: configure then leaves out what they would bring, and says so in one line of hundreds.
 */
export class LeftOutWatch {
  readonly #tracked: readonly TrackedLibrary[];
  readonly #rung: RungId;
  readonly #configured: boolean;
  #line = 0;
  #partial = '';
  /** Functions that were found, in the C library or in any other. */
  readonly #functions = new Set<string>();

  constructor({ build, libraries }: ChosenProject, rung: RungId) {
    this.#configured = build.system === 'autotools';
    this.#tracked = libraries.flatMap(trackedLibraries);
    this.#rung = rung;
  }

  /** Takes the next piece of the log. */
  push(piece: string): void {
    const lines = piece.split('\n');
    // A line without an end is cut, or it would grow for ever.
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#take(this.#partial + line);
      this.#partial = '';
    }
    this.#partial = (this.#partial + last).slice(0, lineLimit);
  }

  #take(text: string): void {
    this.#line += 1;
    const line = normalLine(text.slice(0, lineLimit));
    const answer = searchAnswerIn(line);
    if (answer === null) this.#link(line);
    else this.#answer(answer, { line: this.#line, excerpt: sanitizeLine(line) });
  }

  /** What was left out, by all that was read. */
  end(): LeftOut[] {
    return this.#tracked.flatMap(({ library, entry, linked, included }) => {
      const missed = [linked, included].find(({ yes, no }) => !yes && no !== null);
      const [first] = library.asked;
      if (!missed?.no || !first) return [];
      const { file, line, text } = first.evidence;
      return [
        {
          library: library.id,
          why: rungs[this.#rung].lacksLibrary,
          asked: `${file}${line === null ? '' : `:${line}`}: ${text}`,
          ...missed.no,
          fixes: fixesForLibrary(entry, this.#rung, { without: [], configured: this.#configured }),
        },
      ];
    });
  }

  // A command that links it: what was said before did not keep it out.
  #link(line: string): void {
    if (!line.includes(' -l')) return;
    const flags = new Set(linkFlags(line).map(({ name }) => name));
    for (const { entry, linked, included } of this.#tracked) {
      if (entry.flags.some((flag) => flags.has(flag))) linked.yes = included.yes = true;
    }
  }

  #answer({ subject, found }: SearchAnswer, evidence: LogEvidence['no']): void {
    const words = subject.split(/[\s,()]+/);
    // openpty may be in libbsd, and is in the C library: then nothing is missed.
    const wanted = /^(\w{1,64})(?: in -l\S{1,64})?$/.exec(subject)?.[1];
    if (wanted !== undefined && found) this.#functions.add(wanted);
    if (wanted !== undefined && !found && this.#functions.has(wanted)) return;
    const called = /^library containing (\w{1,64})$/.exec(subject)?.[1];
    for (const each of this.#tracked) {
      const searched =
        called !== undefined && each.library.asked.some((ask) => searches(ask.evidence.text, called, each));
      const named = words.some((word) => each.names.has(word));
      // "usable readline": beside another word it is no function.
      const described = words.length > 1 && words.some((word) => word.toLowerCase() === each.library.id);
      const header = words.some((word) => each.headers.has(word));
      const tally =
        searched || named || (described && !/ in -l/.test(subject)) ? each.linked : header ? each.included : null;
      if (tally === null) continue;
      if (found) tally.yes = true;
      else if (tally.no === null || (evidence !== null && insists.test(evidence.excerpt))) tally.no = evidence;
    }
  }
}

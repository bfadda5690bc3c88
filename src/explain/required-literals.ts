/**
 * Which literal texts a regular expression cannot match without, so that a fast search for fixed
 * strings can say which lines are worth trying it on. The idea is that of "required literals" in
 * RE2's FilteredRE2 and in Rust's regex-syntax.
 */
import { shortestNeedle } from './multi-search.js';

/** Texts of which every match contains at least one. */
type Clause = readonly string[];

/** What is known of a part of a pattern. */
interface Part {
  /** Every text that it can match, or null where these are too many to list. */
  readonly exact: readonly string[] | null;
  /** What every match contains: a text of each of these clauses. */
  readonly needs: readonly Clause[];
}

const maxAlternatives = 24;
const maxGroupRepeat = 8;
const isText = (part: Part): part is Part & { readonly exact: readonly [string] } =>
  part.exact?.length === 1 && part.exact[0] !== '' && part.needs.length === 0;
const nothing: Part = { exact: [''], needs: [] };
const anything: Part = { exact: null, needs: [] };

const bytesOf = (text: string) => (/[^ -~]/.test(text) ? Buffer.byteLength(text) : text.length);
const shortest = (texts: Clause) => texts.reduce((least, text) => Math.min(least, bytesOf(text)), 1e9);

/** Words that stand on very many lines of healthy logs. */
const common =
  /(?:\/nix\/store|\/usr\/include|github\.com|https?:|\b(?:and|assertion|building|cannot|checking|command|compil(?:e|er|ing)|configure|could|declaration|detected|directory|docker|error|failed|feature|file|find|for|found|from|function|implicit|installed|invalid|library|linked|linux|manifest|missing|mounting|not?|of|open|parse|passed|path|please|reading|remov(?:e|ing)|required|requires|return|running|shared|static(?:ally)?|status|such|support(?:ed)?|syntax|the|to|unknown|unhandled|upgrade|version|warning|with)\b)/gi;

/**
 * What a clause filters, or at most `least`: long texts filter best, but for common words; beyond 14 bytes more length
 * gains nothing, more texts cost a little. Texts that are too short to be searched for come last.
 */
const worth = (texts: Clause, least: number): number => {
  const bytes = shortest(texts);
  if (bytes < shortestNeedle) return bytes - shortestNeedle;
  let rare = Math.min(bytes, 14);
  for (const text of texts) {
    if (rare - texts.length / 16 <= least) break;
    rare = Math.min(rare, bytesOf(text.replace(common, '-')));
  }
  return rare - texts.length / 16;
};

/** The clause that filters best; undefined where there is none. */
const bestOf = (clauses: readonly Clause[]): Clause | undefined => {
  let best = clauses[0];
  if (best === undefined || clauses.length === 1) return best;
  let most = Number.NEGATIVE_INFINITY;
  for (const clause of clauses) {
    const value = worth(clause, most);
    if (value > most) [best, most] = [clause, value];
  }
  return best;
};

const needsOf = ({ exact, needs }: Part): readonly Clause[] =>
  exact !== null && shortest(exact) > 0 ? [...needs, exact] : needs;

const sequence = (parts: readonly Part[]): Part => {
  let run: readonly string[] = [''];
  let whole = true;
  const needs: Clause[] = [];
  const close = () => {
    if (shortest(run) > 0) needs.push(run);
    run = [''];
  };
  for (const part of parts) {
    const { exact } = part;
    needs.push(...part.needs);
    if (exact !== null && run.length * exact.length <= maxAlternatives) {
      run = run.flatMap((head) => exact.map((tail) => head + tail));
      continue;
    }
    close();
    whole = false;
    if (exact !== null) run = exact;
  }
  const exact = whole ? run : null;
  if (exact === null) close();
  return { exact, needs };
};

const choice = (parts: readonly Part[]): Part => {
  const first = parts[0];
  if (first !== undefined && parts.length === 1) return first;
  const exact = parts.flatMap((part) => part.exact ?? []);
  if (parts.every((part) => part.exact !== null) && exact.length <= maxAlternatives) return { exact, needs: [] };
  const best = parts.map((part) => bestOf(needsOf(part)));
  return { exact: null, needs: best.every((clause) => clause !== undefined) ? [best.flat()] : [] };
};

const repeat = (part: Part, least: number, most: number): Part => {
  if (least === 1 && most === 1) return part;
  if (least === 0) return part.exact !== null && most === 1 ? { exact: [...part.exact, ''], needs: [] } : anything;
  return { exact: null, needs: needsOf(part) };
};

const plainText = /[^\\()[\]{}|.*+?^$'"]+/y;

/** Reads the dialect that signatures are written in; throws a SyntaxError for anything beyond it. */
class Reader {
  #at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  read(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#source.length) throw this.#error('unbalanced )');
    return part;
  }

  #error(what: string): SyntaxError {
    return new SyntaxError(`${what} at ${this.#at} of /${this.#source}/`);
  }

  #peek(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #alternatives(): Part {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    return choice(parts);
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#source.length && !this.#peek('|') && !this.#peek(')')) {
      const isGroup = this.#peek('(');
      const part = this.#atom();
      const [least, most] = this.#quantifier();
      // A repeated group can be matched in many ways, and then a line that does not match costs exponential time.
      if (isGroup && most > maxGroupRepeat) throw this.#error('a group cannot be repeated so often');
      const last = parts.at(-1);
      const text = isText(part) && least === 1 && most === 1 ? part.exact[0] : undefined;
      // Letters in a row are one text; taken singly they would be weighed again and again.
      if (text !== undefined && last !== undefined && isText(last)) {
        parts[parts.length - 1] = { exact: [last.exact[0] + text], needs: [] };
      } else parts.push(repeat(part, least, most));
    }
    return sequence(parts);
  }

  #atom(): Part {
    if (this.#take('(')) {
      if (this.#peek('?') && !this.#peek('?:')) throw this.#error('look-around and named groups are not allowed');
      this.#take('?:');
      const part = this.#alternatives();
      if (!this.#take(')')) throw this.#error('missing )');
      return part;
    }
    if (this.#take('[')) return this.#class();
    if (this.#take('.')) return anything;
    if (this.#take('^') || this.#take('$')) return nothing;
    if (this.#take('\\')) return this.#escape();
    const text = this.#text();
    if (text !== '') return { exact: [text], needs: [] };
    const char = this.#source.charAt(this.#at);
    this.#at += 1;
    // Quotes are searched for before they are made alike, see normal-line.ts.
    return /['"]/.test(char) ? anything : { exact: [char], needs: [] };
  }

  /** Letters in a row, but for one that a quantifier follows. */
  #text(): string {
    plainText.lastIndex = this.#at;
    const run = plainText.exec(this.#source)?.[0] ?? '';
    const isRepeated = /[*+?{]/.test(this.#source.charAt(this.#at + run.length));
    const text = isRepeated && run.length > 1 ? run.slice(0, -1) : run;
    this.#at += text.length;
    return text;
  }

  #escape(): Part {
    const char = this.#source.charAt(this.#at);
    this.#at += 1;
    if (/[bB]/.test(char)) return nothing;
    if (/[dDsSwW]/.test(char)) return anything;
    if (char === 't') return { exact: ['\t'], needs: [] };
    if (char === '' || /[a-zA-Z0-9]/.test(char)) throw this.#error(`\\${char} is not allowed`);
    return { exact: [char], needs: [] };
  }

  #class(): Part {
    const end = /^\^?\]?(?:[^\]\\]|\\.)*\]/.exec(this.#source.slice(this.#at));
    if (end === null) throw this.#error('missing ]');
    const inside = end[0].slice(0, -1);
    this.#at += end[0].length;
    const simple = inside.length <= 4 && !/[\\^'"-]/.test(inside);
    return simple ? { exact: [...inside], needs: [] } : anything;
  }

  #quantifier(): [number, number] {
    if (!/[*+?{]/.test(this.#source.charAt(this.#at))) return [1, 1];
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(this.#source.slice(this.#at));
    if (found === null) return [1, 1];
    this.#at += found[0].length;
    const [sign, least, range, most] = found;
    if (sign.startsWith('{')) {
      const from = Number(least);
      return [from, range === undefined ? from : most ? Number(most) : Number.POSITIVE_INFINITY];
    }
    if (sign.startsWith('?')) return [0, 1];
    return [sign.startsWith('+') ? 1 : 0, Number.POSITIVE_INFINITY];
  }
}

/**
 * What every match of `pattern` contains (without regard to case): a text of each of these clauses, that clause first
 * which filters best. Throws a SyntaxError for a pattern outside the dialect.
 */
export const requiredLiterals = (pattern: string): readonly Clause[] => {
  const clauses = needsOf(new Reader(pattern).read());
  const best = bestOf(clauses);
  return best === undefined ? [] : [best, ...clauses.filter((clause) => clause !== best)];
};

/** The alternatives of a pattern at its outermost level, each a pattern of its own. */
const alternatives = (pattern: string): readonly string[] => {
  const found: string[] = [];
  let from = 0;
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at];
    if (char === '\\') at += 1;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === '|' && depth === 0) {
      found.push(pattern.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, pattern.slice(from)];
};

/** What every match of a pattern contains, in small letters: one of the texts that are searched for, and one of each other clause. */
const clausesOf = (pattern: string): readonly [Clause, ...Clause[]] => {
  const [searched = [], ...others] = requiredLiterals(pattern).map((texts) => [
    ...new Set(texts.map((text) => text.toLowerCase())),
  ]);
  if (searched.length === 0 || searched.some((text) => Buffer.byteLength(text) < shortestNeedle)) {
    throw new SyntaxError(`no literal of ${shortestNeedle} bytes or more is required by /${pattern}/`);
  }
  return [searched, ...others];
};

/** Literals of a pattern, long enough to search for. Throws a SyntaxError when it has none. */
export const searchTexts = (pattern: string): readonly string[] => clausesOf(pattern)[0];

/** One alternative of a pattern at its outermost level, and its clauses: the texts that are searched for first. */
export type Alternative = readonly [source: string, searched: Clause, ...others: Clause[]];

/** The alternatives of a pattern. Throws a SyntaxError where one requires no text that can be searched for. */
export const alternativesOf = (pattern: string): readonly Alternative[] =>
  alternatives(pattern).map((source) => [source, ...clausesOf(source)]);

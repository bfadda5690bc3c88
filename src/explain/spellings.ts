/**
 * The many spellings of one message (languages, C libraries, error codes) brought to the English one,
 * so that a signature needs a single wording. The table is flows/spellings.yaml.
 */

/** A row of the table: {1} stands for what the tool fills in. */
export interface SpelledMessage {
  readonly text: string;
  readonly spellings: readonly string[];
  /** For each spelling its literalOf(), where the build computed it (scripts/yaml-plugin.mjs). */
  readonly literals?: readonly string[];
}

export interface Spelling {
  /** A text that every line with this spelling contains. */
  readonly literal: string;
  readonly pattern: RegExp;
  /** For `String.replace`. */
  readonly replacement: string;
}

const slot = /\{(\d)\}/g;
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Drops what both begin and end with: what a tool fills in there stays where it is. */
const trimmed = (text: string, spelling: string): [string, string] => {
  const [head] = /^(?:\{\d\}:? ?)+/.exec(text) ?? [''];
  const [tail] = /(?:[: ]{0,2}\{\d\})+$/.exec(text.slice(head.length)) ?? [''];
  const same = (part: string, at: string) => part !== '' && at === part;
  const from = same(head, spelling.slice(0, head.length)) ? head.length : 0;
  const to = same(tail, spelling.slice(spelling.length - tail.length)) ? tail.length : 0;
  return [text.slice(from, text.length - to), spelling.slice(from, spelling.length - to)];
};

const longest = (texts: readonly string[]): string =>
  texts.reduce((best, text) => (Buffer.byteLength(text) > Buffer.byteLength(best) ? text : best), '');

// split() with a group gives text, number, text, number, …
const piecesOf = (spelling: string): readonly string[] => spelling.split(slot);

/** The text by which a spelling is searched for: the longest that every line with it contains. */
export const literalOf = (message: string, written: string): string =>
  longest(
    piecesOf(trimmed(message, written)[1])
      .filter((_, index) => index % 2 === 0)
      .flatMap((piece) => piece.split(/'|\s?[:;!?…]\s?/).map((part) => part.trim())),
  );

/** A spelling that is compiled when it is first found. */
class Written implements Spelling {
  #pattern: RegExp | undefined;

  constructor(
    readonly message: string,
    readonly written: string,
    readonly literal: string,
  ) {}

  get pattern(): RegExp {
    this.#pattern ??= this.#compiled();
    return this.#pattern;
  }

  #compiled(): RegExp {
    const [, spelling] = trimmed(this.message, this.written);
    const pieces = piecesOf(spelling);
    const source = pieces
      .map((piece, index) => {
        if (index % 2 === 0) return escaped(piece).replaceAll("'", '[\'" ]{0,2}').replaceAll(' ', '\\s{0,2}');
        return index === 1 && pieces[0] === ''
          ? '(\\S{1,300}?)'
          : index === pieces.length - 2 && pieces.at(-1) === ''
            ? '(\\S{1,300})'
            : '(.{1,300}?)';
      })
      .join('');
    // Words are whole: "Erro" is not the start of "Error".
    const [before, behind] = [/^[a-z]/i.test(spelling), /[a-z]$/i.test(spelling)];
    return new RegExp(`${before ? '(?<![a-z])' : ''}${source}${behind ? '(?![a-z])' : ''}`, 'i');
  }

  get replacement(): string {
    const [text, spelling] = trimmed(this.message, this.written);
    const order = piecesOf(spelling).filter((_, index) => index % 2 === 1);
    return text.replaceAll('$', '$$$$').replace(slot, (_, name: string) => {
      const group = order.indexOf(name) + 1;
      return group === 0 ? '' : `$${group}`;
    });
  }
}

/** Symbols and numbers of errors, for lines that give no text of them (Node, strace, Go). Linux, the same on all its processors. */
const errors: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  ENOEXEC: [8, 'Exec format error'],
  EAGAIN: [11, 'Resource temporarily unavailable'],
  ENOMEM: [12, 'Cannot allocate memory'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  EINVAL: [22, 'Invalid argument'],
  ENFILE: [23, 'Too many open files in system'],
  EMFILE: [24, 'Too many open files'],
  ETXTBSY: [26, 'Text file busy'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  ENOSYS: [38, 'Function not implemented'],
  EOVERFLOW: [75, 'Value too large for defined data type'],
  ENETUNREACH: [101, 'Network is unreachable'],
  ECONNRESET: [104, 'Connection reset by peer'],
  ETIMEDOUT: [110, 'Connection timed out'],
  ECONNREFUSED: [111, 'Connection refused'],
  EHOSTUNREACH: [113, 'No route to host'],
  EDQUOT: [122, 'Disk quota exceeded'],
};

const codeSpellings: readonly Spelling[] = Object.entries(errors).flatMap(([symbol, [, text]]) =>
  symbol.length < 6
    ? []
    : [{ literal: symbol, pattern: new RegExp(`\\b${symbol}\\b`), replacement: `${symbol} (${text})` }],
);
const textByNumber = new Map(Object.values(errors));
const numbered: Spelling = { literal: 'errno', pattern: /\berrno[ =:]{1,2}(\d{1,3})\b/, replacement: '' };

/** All spellings that can be searched for. */
export const compileSpellings = (table: readonly SpelledMessage[], shortest: number): readonly Spelling[] => [
  ...table
    .flatMap(({ text, spellings, literals }) =>
      spellings.map((spelling, index) => new Written(text, spelling, literals?.[index] ?? literalOf(text, spelling))),
    )
    .filter(({ literal }) => Buffer.byteLength(literal) >= shortest),
  ...codeSpellings,
  { ...numbered, literal: 'errno=' },
  { ...numbered, literal: 'errno ' },
];

/** The line with each of these spellings replaced. Longer ones go first, since one may be part of another. */
export const inEnglish = (line: string, found: Iterable<Spelling>): string => {
  let text = line;
  for (const { pattern, replacement } of [...found].sort((a, b) => b.literal.length - a.literal.length)) {
    if (replacement === '') {
      text = text.replace(pattern, (all, number: string) => `${all} (${textByNumber.get(Number(number)) ?? 'error'})`);
    } else if (!text.toLowerCase().includes(replacement.toLowerCase())) text = text.replace(pattern, replacement);
  }
  return text;
};

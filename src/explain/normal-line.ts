import { maskSecrets } from '../text/mask-secrets.js';
import { sanitizeLine } from '../text/sanitize.js';

/**
 * One line of a log as its tool wrote it: without what CI systems, engines and terminals put in
 * front, and with one kind of quotes, so that a signature needs one form of each message.
 */

interface Prefix {
  /** Matches the characters that it may begin with. */
  readonly begins: RegExp;
  /** What stands in it, where it may begin with nearly anything. */
  readonly holds: string;
  /** Anchored and bounded. */
  readonly pattern: RegExp;
  /** Whether it matches spaces at the beginning of the line. */
  readonly isSpaced: boolean;
}
const prefix = (begins: RegExp, pattern: RegExp, holds = ''): Prefix => ({
  begins,
  pattern,
  holds,
  isSpaced: pattern.source.startsWith('^\\s'),
});

/** What may stand in front of a message. */
const prefixes: readonly Prefix[] = [
  // GitHub Actions, GitLab, docker logs -t, BuildKit's JSON time; with GitLab's stream mark behind it
  prefix(
    /[[\d]/,
    /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \d\d[OE][ +]?)?\s{0,4}/,
  ),
  // Go's log package; apko and melange put the stream's level and the architecture behind it
  prefix(/\d/, /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:(?:ERRO|WARN) (?:x86_64|aarch64)? {0,8}(?:\| )?)?/),
  // gh run view: job, step, time
  prefix(/./, /^[^\t]{1,80}\t[^\t]{1,80}\t(?=\d{4}-)/, '\t'),
  prefix(/[[\d]/, /^\[?\d{1,2}:\d\d[:.]\d\d(?:[.,]\d{1,9})?\]?\s{1,4}/),
  // BuildKit: "#12 3.456 ", and its summary without the step
  prefix(/#/, /^#\d{1,4} (?:\d{1,6}\.\d{1,4} |(?=[^ 0]))/),
  prefix(/\d/, /^\d{1,6}\.\d{2,4}\s/),
  // syslog and journald
  prefix(/[A-Z]/, /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,80} [\w@./-]{1,80}(?:\[\d{1,8}\])?: /),
  // docker compose, bitbake; a bare number is that of a line which a compiler or BuildKit quotes (echo.ts)
  prefix(/[\w.|-]/, /^(?!\d+ )[\w.-]{0,60} {0,20}\| /, '| '),
  // nix build -L, nix's last log lines, mail and Markdown quoting
  prefix(/[\w.+>-]/, /^[\w.+-]{0,80}> {1,12}/, '> '),
  prefix(/>/, /^\s{1,12}> ?/),
  prefix(/#/, /^##\[\w{1,20}\]/),
  prefix(/:/, /^::error[^:]{0,200}::/),
  prefix(/\[/, /^\[(?! {2}FAILED)[\w .:-]{1,40}\] /),
  prefix(/c/, /^cargo:warning=/),
  // What an engine said, as comments of a test harness
  prefix(/#/, /^# (?=(?:FATA|ERRO|WARN|INFO|DEBU)\[\d|time=")/),
  prefix(/[wn]/, /^(?:warning|note): [\w.@-]{1,80}@[\w.+-]{1,40}: /),
  prefix(/=/, /^= note: /),
  prefix(/[\u2502|]/, /^[\u2502|] /),
];
const prefixesAt = (first: string) => prefixes.filter(({ begins }) => begins.test(first));
const byFirst = Array.from({ length: 128 }, (_, code) => prefixesAt(String.fromCharCode(code)));

// Colours that lost their escape character on the way, or are written out.
const writtenEscapes = /(?:\\u001b|\\x1b|\\033|\\e|\^\[|\ufffd|\u241b)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?[mK]/g;

/** How all prefixes begin or, the last two, what ends them; most lines have none. */
const mayHavePrefix =
  /^\s{0,12}(?:[^\t]{1,80}\t[^\t]{1,80}\t|[\d[#>|:=\u2502]|[A-Z][a-z]{2} |cargo:|warning: |note: |[\w.+-]{0,80} {0,20}[|>] )/;

/** The line without one prefix, or null when it has none. */
const withoutPrefix = (line: string, trimmed: string): string | null => {
  if (trimmed === '') return null;
  const first = trimmed.charCodeAt(0);
  const possible = first < byFirst.length ? (byFirst[first] as readonly Prefix[]) : prefixesAt(trimmed.charAt(0));
  for (const { pattern, holds, isSpaced } of possible) {
    if (!trimmed.includes(holds)) continue;
    const rest = (isSpaced ? line : trimmed).replace(pattern, '');
    if (rest.length < trimmed.length) return rest;
  }
  return null;
};

/** Takes prefixes off, as many as stand one behind the other. */
export const stripPrefixes = (line: string): string => {
  let trimmed = line.trimStart();
  let rest = withoutPrefix(line, trimmed);
  if (rest === null || !mayHavePrefix.test(line)) return trimmed;
  for (let round = 1; round < 6 && rest !== null; round += 1) {
    trimmed = rest.trimStart();
    rest = withoutPrefix(rest, trimmed);
  }
  return rest === null ? trimmed : rest.trimStart();
};

const unusual = /[^ !#-[\]-_a-~]/;
const spaces = /[\u00a0\u202f\u3000\t]/g;
const withoutColours = (line: string) => (line.includes('[') ? line.replace(writtenEscapes, '') : line);

/** The line in the form that signatures are matched against. */
export const normalLine = (line: string): string => {
  const text = stripPrefixes(withoutColours(line));
  if (!unusual.test(text)) return text.trimEnd();
  return text
    .replace(/[\u2018\u2019\u201a\u201b\u2039\u203a\u00b4`]/g, "'")
    .replace(/\\?["\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]/g, '"')
    .replace(spaces, ' ')
    .trimEnd();
};

/** A line in small letters, with all that its normal form has but for quotes: what stands not in it, stands not in that either. */
export const roughLine = (line: string): string => withoutColours(line).replace(spaces, ' ').toLowerCase();

/** A line as it is shown: without what tools put before it, and without credentials. */
export const excerptOf = (line: string): string =>
  sanitizeLine(maskSecrets(stripPrefixes(line.includes('\0') ? line.replace(binary, ' ').trim() : line)));

// What two programs tell each other in bytes, as Nix and its builders do, is nothing to read.
const binary = /[\x00-\x08]*\x00[\x00-\x08]*/g;

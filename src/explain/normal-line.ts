import { maskSecrets } from '../text/mask-secrets.js';
import { sanitizeLine } from '../text/sanitize.js';

/**
 * One line of a log as its tool wrote it: without what CI systems, engines and terminals put in
 * front, and with one kind of quotes, so that a signature needs one form of each message.
 */

// What may stand in front of a message. Each is anchored and bounded.
const prefixes: readonly RegExp[] = [
  // GitHub Actions, GitLab, docker logs -t, BuildKit's JSON time; with GitLab's stream mark behind it
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: \d\d[OE][ +]?)?\s{0,4}/,
  // Go's log package; apko and melange put the stream's level and the architecture behind it
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:(?:ERRO|WARN) (?:x86_64|aarch64)? {0,8}(?:\| )?)?/,
  // gh run view: job, step, time
  /^[^\t]{1,80}\t[^\t]{1,80}\t(?=\d{4}-)/,
  /^\[?\d{1,2}:\d\d[:.]\d\d(?:[.,]\d{1,9})?\]?\s{1,4}/,
  // BuildKit: "#12 3.456 ", and its summary without the step
  /^#\d{1,4} (?:\d{1,6}\.\d{1,4} |(?=[^ 0]))/,
  /^\d{1,6}\.\d{2,4}\s/,
  // syslog and journald
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,80} [\w@./-]{1,80}(?:\[\d{1,8}\])?: /,
  // docker compose, bitbake; a bare number is that of a line which a compiler or BuildKit quotes (echo.ts)
  /^(?!\d+ )[\w.-]{0,60} {0,20}\| /,
  // nix build -L, nix's last log lines, mail and Markdown quoting
  /^[\w.+-]{0,80}> {1,12}/,
  /^\s{1,12}> ?/,
  /^##\[\w{1,20}\]/,
  /^::error[^:]{0,200}::/,
  /^\[(?! {2}FAILED)[\w .:-]{1,40}\] /,
  /^cargo:warning=/,
  // What an engine said, as comments of a test harness
  /^# (?=(?:FATA|ERRO|WARN|INFO|DEBU)\[\d|time=")/,
  /^(?:warning|note): [\w.@-]{1,80}@[\w.+-]{1,40}: /,
  /^= note: /,
  /^[\u2502|] /,
];

// Colours that lost their escape character on the way, or are written out.
const writtenEscapes = /(?:\\u001b|\\x1b|\\033|\\e|\^\[|\ufffd|\u241b)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?[mK]/g;

/** How all prefixes begin or, the last two, what ends them; most lines have none. */
const mayHavePrefix =
  /^\s{0,12}(?:[^\t]{1,80}\t[^\t]{1,80}\t|[\d[#>|:=\u2502]|[A-Z][a-z]{2} |cargo:|warning: |note: |[\w.+-]{0,80} {0,20}[|>] )/;

/** Takes prefixes off, as many as stand one behind the other. */
export const stripPrefixes = (line: string): string => {
  if (!mayHavePrefix.test(line)) return line.trimStart();
  let rest = line;
  for (let round = 0; round < 6; round += 1) {
    const trimmed = rest.trimStart();
    const before = rest.length;
    for (const prefix of prefixes) {
      const candidate = (prefix.source.startsWith('^\\s') ? rest : rest.trimStart()).replace(prefix, '');
      if (candidate.length < trimmed.length) {
        rest = candidate;
        break;
      }
    }
    if (rest.length === before) return trimmed;
  }
  return rest.trimStart();
};

const unusual = /[^ !#-[\]-_a-~]/;

/** The line in the form that signatures are matched against. */
export const normalLine = (line: string): string => {
  const text = stripPrefixes(line.includes('[') ? line.replace(writtenEscapes, '') : line);
  if (!unusual.test(text)) return text.trimEnd();
  return text
    .replace(/[\u2018\u2019\u201a\u201b\u2039\u203a\u00b4`]/g, "'")
    .replace(/\\?["\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02]/g, '"')
    .replace(/[\u00a0\u202f\u3000\t]/g, ' ')
    .trimEnd();
};

/** A line as it is shown: without what tools put before it, and without credentials. */
export const excerptOf = (line: string): string => sanitizeLine(maskSecrets(stripPrefixes(line)));

import type { Diagnosis, Explanation } from '../../explain/diagnosis.js';
import type { Entry } from '../../presentation/entry.js';
import { diagnosisEntries, linkEntries } from '../../presentation/finding.js';
import { clip } from '../../presentation/line.js';
import type { Paint } from '../../presentation/paint.js';
import { type Line, span, type Tone } from '../../presentation/span.js';
import { asCalled } from '../../text/as-called.js';
import { formatBytes } from '../../text/format.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { wrapWords } from '../../text/wrap-words.js';

export interface Words {
  /** Also show secondary errors caused by the root cause. */
  readonly all: boolean;
  readonly file: string;
  readonly paint: Paint;
  /** Takes names and secrets out of a text that is to be shared. */
  readonly redact: (text: string) => string;
  /** The words that start this program. */
  readonly program: string;
  /** Of the terminal; undefined where it is none. */
  readonly columns?: number | undefined;
}

const linesToSearch = 6;

const text = (words: string, tone: Tone = 'plain'): Line => [span(words, tone)];
/** An entry within the columns of a terminal; a command stays in one line, so that it can be copied. */
const linesOf = ({ lead, text: words, tone, prompt, oneRow }: Entry, columns: number): Line[] => {
  if (oneRow) return [clip([...lead, { text: words, tone }], columns)];
  const head = lead.reduce((sum, piece) => sum + piece.text.length, 0);
  const rows = prompt ? [words] : wrapWords(words, columns, head);
  return rows.map((row, at) => [...(at === 0 ? lead : [span(' '.repeat(head))]), { text: row, tone }]);
};

const diagnosisLines = (diagnosis: Diagnosis, { program, columns = Number.POSITIVE_INFINITY }: Words): Line[] => {
  const { cause, confidence, links } = diagnosis;
  const [head, ...rest] = diagnosisEntries(diagnosis, program);
  const lines = (entries: readonly Entry[]) => entries.flatMap((entry) => linesOf(entry, columns));
  const about = `  (${cause}, ${Math.round(confidence * 100)} %)`;
  // Its title leaves room for what stands behind it.
  const title = head ? linesOf(head, columns - about.length) : [];
  return [
    ...title.slice(0, -1),
    [...(title.at(-1) ?? []), span(about, 'quiet')],
    ...lines(rest),
    ...changedLines(diagnosis),
    ...lines(linkEntries(links)),
  ];
};

/** The lines that a patch takes out and puts in. */
const changedLines = ({ patch }: Diagnosis): Line[] =>
  (patch ?? '')
    .split('\n')
    .filter((line) => /^[-+](?![-+]{2} )/.test(line))
    .slice(0, 12)
    .map((line) => text(`    ${sanitizeLine(line, 160)}`, 'quiet'));

const unknownLines = ({ unknown }: Explanation, { file, redact, program }: Words): Line[] => [
  text('Something failed, but the cause is unknown. These lines look like errors:', 'strong'),
  ...unknown.map(({ line, excerpt }) => [span(`  ${line}: `, 'quiet'), span(excerpt)]),
  [],
  text('For a web search or a bug report (names and secrets removed):', 'strong'),
  ...unknown.slice(0, linesToSearch).map(({ excerpt }) => text(`  ${redact(excerpt)}`)),
  [],
  [span('As JSON: '), span(asCalled(`musl-wizard explain --json ${shellQuote([file])}`, program), 'strong')],
];

/** What was not looked at, and why. */
const leftOutLines = ({ leftOut, skimmedBytes, cutOff }: Explanation): Line[] => [
  ...(leftOut === undefined ? [] : [text(`Not searched: ${leftOut} lines with very common messages.`, 'quiet')]),
  ...(skimmedBytes === undefined
    ? []
    : [
        text(`Not searched: ${formatBytes(skimmedBytes)} in the middle of the log (lines were only counted).`, 'quiet'),
      ]),
  ...(cutOff ? [text('The log was still being written when the time limit was reached.', 'quiet')] : []),
];

/** An explanation for people: the root cause with its fixes; with `all`, what follows from it, too. */
export const renderExplanation = (explanation: Explanation, words: Words): string => {
  const { diagnoses, unknown, lines, patch, oneOf = [] } = explanation;
  const [root, ...others] = diagnoses;
  const command = asCalled(`musl-wizard explain ${shellQuote([words.file])} --patch | patch -p1`, words.program);
  const patchLines: Line[] =
    patch === undefined ? [] : [[], [span('Apply all fixes of this file: '), span(command, 'strong')]];
  const render = (all: readonly Line[]) =>
    `${[...all, ...patchLines, ...leftOutLines(explanation)].map(words.paint).join('\n')}\n`;
  if (root === undefined && unknown.length > 0) return render(unknownLines(explanation, words));
  if (root === undefined)
    return render([text(`No known failure and nothing that looks like an error (${lines} lines read).`)]);
  const first = diagnosisLines(root, words);
  if (root.general)
    return render([
      text('The end of the log shows a failure of this kind; its cause may be further up:', 'strong'),
      ...first,
      [],
      ...unknownLines(explanation, words),
    ]);
  if (words.all) return render([...first, ...others.flatMap((other) => [[], ...diagnosisLines(other, words)])]);
  const named = ({ title, line }: Diagnosis): Line => [span(`  line ${line}: `, 'quiet'), span(title)];
  const rivals = others.filter(({ cause }) => oneOf.includes(cause));
  const rest = others.filter((other) => !rivals.includes(other));
  return render([
    ...first,
    ...(rivals.length > 0
      ? [
          [],
          text('Or one of these; the log alone does not show which (--all prints them in full):'),
          ...rivals.map(named),
        ]
      : []),
    ...(rest.length > 0
      ? [
          [],
          text(
            root.column === undefined
              ? 'Other errors; fix the first one, then run it again (--all prints them in full):'
              : 'Other faults (--all prints them in full):',
          ),
          ...rest.map(named),
        ]
      : []),
  ]);
};

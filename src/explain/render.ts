import { asCalled } from '../text/as-called.js';
import { sanitizeLine } from '../text/sanitize.js';
import { shellQuote } from '../text/shell-quote.js';
import { commandLines } from '../text/shown-command.js';
import type { Diagnosis, Explanation } from './diagnosis.js';

interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export interface Words {
  /** Show also what only follows from the root cause. */
  readonly all: boolean;
  readonly file: string;
  readonly paint: Paint;
  /** Takes names and secrets out of a text that is to be shared. */
  readonly redact: (text: string) => string;
  /** The words that start this program. */
  readonly program: string;
}

const linesToSearch = 6;

const percent = (confidence: number) => `${Math.round(confidence * 100)} %`;

const renderDiagnosis = (diagnosis: Diagnosis, { paint, program }: Words): string[] => {
  const { title, line, excerpt, why, fixes, links, cause, confidence } = diagnosis;
  return [
    `${paint.bold(title)}  ${paint.dim(`${cause}, ${percent(confidence)}`)}`,
    `  ${paint.dim(`line ${line}:`)} ${paint.red(sanitizeLine(excerpt))}`,
    `  ${sanitizeLine(why, 1000)}`,
    ...fixes.flatMap((fix) => [
      `  ${paint.bold('Mend:')} ${sanitizeLine(fix.title, 700)}`,
      ...fix.commands.flatMap((command) =>
        commandLines(asCalled(command, program)).map((each) => `    ${paint.cyan(each)}`),
      ),
    ]),
    ...links.map(({ title: name, url }) => `  ${paint.dim(`${sanitizeLine(name)}: ${sanitizeLine(url)}`)}`),
  ];
};

const renderUnknown = ({ unknown }: Explanation, { file, paint, redact, program }: Words): string[] => [
  paint.bold('Something failed, and its cause is not known here. These lines look like errors:'),
  ...unknown.map(({ line, excerpt }) => `  ${paint.dim(`${line}:`)} ${sanitizeLine(excerpt)}`),
  '',
  paint.bold('To search for or to report, without names and secrets:'),
  ...unknown.slice(0, linesToSearch).map(({ excerpt }) => `  ${sanitizeLine(redact(excerpt))}`),
  '',
  `All of it as data: ${paint.cyan(asCalled(`musl-wizard explain --json ${shellQuote([file])}`, program))}`,
];

/** An explanation for people: the root cause with its mend; with `all`, what follows from it, too. */
export const renderExplanation = (explanation: Explanation, words: Words): string => {
  const { diagnoses, unknown, lines } = explanation;
  const [root, ...others] = diagnoses;
  if (root === undefined && unknown.length > 0) return `${renderUnknown(explanation, words).join('\n')}\n`;
  if (root === undefined) return `Nothing failed that is known or looks like an error (${lines} lines read).\n`;
  const blocks = [renderDiagnosis(root, words)];
  if (words.all) blocks.push(...others.map((diagnosis) => renderDiagnosis(diagnosis, words)));
  else if (others.length > 0) {
    const names = others.map(({ title, line }) => `  ${words.paint.dim(`line ${line}:`)} ${title}`);
    blocks.push([`Seen, too; mend the first, then look again (--all tells more):`, ...names]);
  }
  return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
};

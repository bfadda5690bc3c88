import type { Line, Span } from '../../presentation/span.js';

/** What a mark means, for who hears the screen; nothing where a word beside it says the same. */
const words: ReadonlyMap<string, string> = new Map([
  ['✓', 'ok '],
  ['✗', 'not ok '],
  ['!', 'warning: '],
  ['?', 'unknown: '],
  ['~', ''],
  ['i', 'note: '],
  ['-', ''],
  ['.', ''],
  ['●', 'running: '],
  ['·', 'to do: '],
  ['›', ', then '],
  ['$', 'command: '],
]);
const pictures = /[█░─]+/g;
/** A number of a line of a log, as it stands before it. */
const lineNumber = /^ *(\d+) {2}$/;

const said = ({ text, tone }: Span, before: string): string => {
  const mark = text.trim();
  // The line with the cause among its neighbours, or a command that goes on.
  if (mark === '>') return tone === 'bad' ? 'cause: ' : '';
  // A key is strong, a mark of ASCII is not.
  const word = tone === 'strong' && mark !== '●' ? undefined : words.get(mark);
  const number = /^(?: {4}| {2}> )$/.test(before) ? lineNumber.exec(text) : null;
  if (number) return `line ${number[1]}: `;
  return (word ?? text)
    .replace(pictures, '')
    .replace(/^([✓✗]) /, (_, symbol: string) => words.get(symbol) ?? '')
    .replace(/ ([✓✗])(?= *$)/, (_, symbol: string) => `: ${words.get(symbol) ?? ''}`)
    .replace(/ ~(?= *$)/, ': can be built')
    .replace(/ \?(?= *$)/, ': unknown')
    .replace(/\S {2,}$/, (end) => `${end.trimEnd()}, `)
    .replace(/^ {2,}/, ', ');
};

/** A row as it is read aloud: marks as words, columns parted by commas, no pictures. Pure. */
export const spokenRow = (row: Line): string =>
  row
    .map((piece, at) => said(piece, row[at - 1]?.text ?? ''))
    .join('')
    .replace(/^[\s,]+|[\s,]+$/g, '')
    .replace(/(?:, ){2,}/g, ', ')
    .replace(/\s+,/g, ',');

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { breakLongWords, breakRows } from '../text/break-word.js';
import { sanitizeLine } from '../text/sanitize.js';
import { promptLines } from '../text/shown-command.js';
import { type Line, span, type Tone } from './span.js';

export { blank, type Line, line, span, type Tone } from './span.js';

/** Columns that a row takes. */
export const lineWidth = (row: Line): number => stringWidth(textOf(row));

// Measured as one: two pieces can join to a character that is wider than both (1 and a keycap's frame).
const textOf = (row: Line): string => row.map(({ text }) => text).join('');

/** Text filled with blanks, or cut, to exactly `width` columns. */
export const column = (text: string, width: number): string => {
  const cut = clipText(text, width);
  return cut + ' '.repeat(width - stringWidth(cut));
};

/** Text of at most `width` columns; what is cut off shows as an ellipsis. */
export const clipText = (text: string, width: number): string => {
  if (width <= 0) return '';
  if (text.length <= width && /^[\x20-\x7e]*$/.test(text)) return text;
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let columns = 0;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) {
    const next = columns + stringWidth(segment);
    if (next > width - 1) break;
    kept += segment;
    columns = next;
  }
  return `${kept}…`;
};

// Made when it is first needed: it takes milliseconds, and most rows are ASCII.
let graphemes: Intl.Segmenter | null = null;

/** A row cut to `width` columns. */
export const clip = (row: Line, width: number): Line => {
  const whole = textOf(row);
  const cut = clipText(whole, width);
  if (cut === whole) return row;
  let end = 0;
  return row
    .map(({ text, tone }) => {
      const start = end;
      end += text.length;
      return { text: cut.slice(start, end), tone };
    })
    .filter(({ text }) => text !== '');
};

/** A text as rows of at most `width` columns, each moved in by `indent`; words too long for a row are broken. */
export const paragraph = (text: string, width: number, tone: Tone = 'plain', indent = 0): Line[] => {
  const room = Math.max(1, width - indent);
  return wrapAnsi(breakLongWords(sanitizeLine(text, 4096), room), room, { hard: true, trim: true })
    .split('\n')
    .map((row) => [{ text: ' '.repeat(indent) + row, tone }]);
};

/** At most `most` rows of a text; where something is left out, the last ends with an ellipsis. */
export const atMost = (rows: readonly Line[], most: number, width: number): readonly Line[] => {
  const last = rows[most - 1];
  if (rows.length <= most || !last) return rows;
  return [...rows.slice(0, most - 1), [...clip(last, width - 1), { text: '…', tone: last.at(-1)?.tone ?? 'plain' }]];
};

/** A row with a lead (symbol, label) and a text that is wrapped beside it. */
export const hanging = (lead: Line, text: string, width: number, tone: Tone = 'plain'): Line[] => {
  const indent = lineWidth(lead);
  const [first, ...rest] = paragraph(text, Math.max(indent + 8, width), tone, indent);
  return [[...lead, { text: first?.[0]?.text.slice(indent) ?? '', tone }], ...rest];
};

/** A row with a lead and a text that is shown as it is, wrapped between words where it can be, and never cut. */
export const exactRows = (lead: Line, text: string, width: number, tone: Tone = 'plain'): Line[] => {
  const indent = lineWidth(lead);
  const [first = '', ...rest] = breakRows(text, Math.max(8, width - indent));
  return [[...lead, { text: first, tone }], ...rest.map((row): Line => [{ text: ' '.repeat(indent) + row, tone }])];
};

/** A command whole, wrapped and never cut: its first row after `$ `, each further line of it after `> `. */
export const commandRows = (command: string, width: number): Line[] =>
  promptLines(command).flatMap((each) => exactRows([span(`  ${each.slice(0, 2)}`, 'quiet')], each.slice(2), width));

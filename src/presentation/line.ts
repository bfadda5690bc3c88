import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { sanitize, sanitizeLine } from '../text/sanitize.js';
import { promptLines } from '../text/shown-command.js';

/** What a piece of text means; the theme says how it looks. Meaning is never told by tone alone. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'good' | 'warn' | 'bad';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of the screen. Screens are lists of these, so that what is drawn can be counted and cut before it is drawn. */
export type Line = readonly Span[];

/** A piece of text, made harmless: whatever it holds, it stays on its row. */
export const span = (text: string, tone: Tone = 'plain'): Span => ({ text: oneRow(text), tone });

/** A row of one piece. */
export const line = (text: string, tone: Tone = 'plain'): Line => [span(text, tone)];

export const blank: Line = [];

/** Text as one harmless row: as `sanitizeLine`, but blanks stay, since they align, and tabs become blanks up to the next stop. */
export const oneRow = (text: string, limit = 4096): string => {
  const safe = sanitize(text.slice(0, limit * 2)).replaceAll('\n', ' ');
  const row = safe.includes('\t') ? expandTabs(safe) : safe;
  return row.length > limit ? `${row.slice(0, limit - 1)}…` : row;
};

const expandTabs = (text: string): string =>
  text
    .split('\t')
    .reduce(
      (row, piece, index) => (index === 0 ? piece : row + ' '.repeat(tabStop - (row.length % tabStop)) + piece),
      '',
    );
const tabStop = 8;

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
  const safe = sanitizeLine(text, 4096);
  return wrapAnsi(safe, room, { hard: true, trim: true })
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

/** A command whole, wrapped and never cut: its first row after `$ `, each further line of it after `> `. */
export const commandRows = (command: string, width: number, indent = 2): Line[] =>
  promptLines(command).flatMap((each) => {
    const [first = '', ...rest] = wrapAnsi(each.slice(2), Math.max(8, width - indent - 2), {
      hard: true,
      trim: false,
      wordWrap: false,
    }).split('\n');
    const lead: Span = { text: `${' '.repeat(indent)}${each.slice(0, 2)}`, tone: 'quiet' };
    return [
      [lead, { text: first, tone: 'plain' }],
      ...rest.map((text): Line => [{ text: ' '.repeat(indent + 2) + text, tone: 'plain' }]),
    ];
  });

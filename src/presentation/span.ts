import { sanitize } from '../text/sanitize.js';

/** What a piece of text means; the theme says how it looks. Meaning is never shown by tone alone. */
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

import { oneRow } from '../text/one-row.js';

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

import { commandLines } from '../text/shown-command.js';
import { type Line, span, type Tone } from './span.js';

/** A text after a lead (a mark, a label), before it is wrapped: the wizard, a terminal and a pipe wrap each in their own way. */
export interface Entry {
  readonly lead: Line;
  readonly text: string;
  readonly tone: Tone;
  /** A line of a command, shown exactly: where it can be copied as text, it is never broken; on a screen it has this prompt. */
  readonly prompt?: '$' | '>';
  /** On a screen one row, cut where it is longer. */
  readonly oneRow?: true;
}

const labelWidth = 10;

/** A text with a label before it, moved in below a head. */
export const field = (label: string, text: string, tone: Tone = 'plain'): Entry => ({
  lead: [span(`  ${label.padEnd(labelWidth)}`, label === 'fix' ? 'good' : 'quiet')],
  text: span(text).text,
  tone,
});

/** A command below a field, a line each, exactly as it will be run. */
export const command = (text: string, label = '', tone: Tone = 'strong'): Entry[] =>
  commandLines(text).map((each, at) => ({
    ...field(at === 0 ? label : '', '', tone),
    text: each,
    prompt: at === 0 ? '$' : '>',
  }));

/** Entries as plain lines, not wrapped. */
export const plainLines = (entries: readonly Entry[]): string[] =>
  entries.map(({ lead, text }) => lead.map((piece) => piece.text).join('') + text);

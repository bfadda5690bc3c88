import type { Entry } from './entry.js';
import { clip, exactRows, hanging } from './line.js';
import { type Line, span } from './span.js';

/** Entries as rows of at most `width` columns. */
export const wrapEntries = (entries: readonly Entry[], width: number): Line[] =>
  entries.flatMap(({ lead, text, tone, prompt, oneRow }) => {
    if (oneRow) return [clip([...lead, { text, tone }], width)];
    return prompt ? exactRows([...lead, span(`${prompt} `, 'quiet')], text, width) : hanging(lead, text, width, tone);
  });

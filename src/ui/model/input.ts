import { oneRow } from '../../text/one-row.js';
import type { InputLine } from '../screens/screen.js';
import type { Next } from './message.js';
import type { CursorArea, Model } from './model.js';
import { next } from './next.js';

const limit = 200;

/** The text with a key or a pasted text added to it; null where the key is none that writes. */
export const written = (text: string, key: string): string | null => {
  if (key === 'backspace') return [...text].slice(0, -1).join('');
  if (key === 'space') return `${text} `;
  return [...key].length === 1 ? (text + key).slice(0, limit) : null;
};

/** The text with a pasted one added to it, on one row. */
export const withPasted = (text: string, pasted: string): string =>
  (text + oneRow(pasted.replace(/[\r\n]+/g, ' ')).trimEnd()).slice(0, limit);

/** The filter of a list: its rows follow while it is written. */
export const listFilter = (place: CursorArea): InputLine => {
  const show = (model: Model, text: string): Next => next({ ...model, filters: { ...model.filters, [place]: text } });
  return { label: () => 'Filter', write: show, close: show };
};

/** Whether a text contains each word of a filter, in any case. */
export const passes = (filter: string | undefined, text: string): boolean => {
  const low = text.toLowerCase();
  return (filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
};

/**
 * Text with facts in it: `{{path}}` and, for amounts, `{{path|bytes}}`. Only for text that people
 * read; commands take no placeholders, so that nothing read from a machine ever gets into one.
 */
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { formatBytes } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';

const placeholder = /\{\{([A-Za-z0-9._-]{1,120})(?:\|([a-z]{1,20}))?\}\}/g;

/** The placeholders of a text: paths and filters, as written. */
export const placeholders = (text: string): readonly { path: string; filter: string | null }[] =>
  [...text.matchAll(placeholder)].map(([, path = '', filter]) => ({ path, filter: filter ?? null }));

/** The text with facts put in, harmless to print. */
export const fill = (text: string, facts: Facts): string =>
  text.replace(placeholder, (_, path: string, filter?: string) => show(factAt(facts, path) ?? null, filter));

const show = (value: unknown, filter: string | undefined): string => {
  if (value === null) return 'unknown';
  if (typeof value === 'number') return filter === 'bytes' ? formatBytes(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return sanitizeLine(value.map(String).join(', ')) || 'none';
  if (typeof value === 'object') return sanitizeLine(Object.values(value).join(' '));
  return sanitizeLine(String(value));
};

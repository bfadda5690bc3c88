/** What may be kept of a capture, by its form: the words of which the table in snapshot-fields.ts is made. */
import { at, parseJson } from './parse/json.js';
import { findVersion } from './parse/version.js';

/**
 * Replaces what is somebody's own in a text: credentials by `***`, the rest by words such as user-1 or name-2, the same
 * for the same throughout. What stays are words of the vocabulary, numbers and punctuation.
 */
export interface Names {
  /** Paths, addresses, names, lists of them. */
  text(text: string): string;
  /** Versions and releases: four numbers are no address there, and an unknown word becomes x. */
  version(text: string): string;
}

/** What is kept of a text. */
export type Keep = (text: string, names: Names) => string;

/** What is kept of a capture: of its text or standard output, and of standard error (messages that mean something). */
export interface Kept {
  readonly text: Keep;
  readonly stderr?: Keep;
  /** The key holds a path of the machine's own. */
  readonly ownPath?: true;
}

/** The text if all of it has a form that can hold nothing of anybody's, else nothing. */
export const whole =
  (form: RegExp): Keep =>
  (text) =>
    form.test(text) ? text : '';

/** The lines for which something is kept. */
export const lines =
  (keep: (line: string, names: Names) => string | null): Keep =>
  (text, names) =>
    text
      .split('\n')
      .flatMap((line) => keep(line, names) ?? [])
      .join('\n');

/** What a form finds in each line; lines without it are left out. */
export const keepMatches = (form: RegExp): Keep => lines((line) => form.exec(line)?.[0] ?? null);

export const mapped: Keep = (text, names) => names.text(text);
export const versions: Keep = (text, names) => names.version(text);
export const nothing: Keep = () => '';
/** That it is set, not to what. */
export const set: Keep = (text) => (text === '' ? '' : 'set');
export const numbers = whole(/^[\d\s-]{0,200}$/);

/** Messages that a probe looks for, as the tools write them; what they name is left out. */
const messages =
  /permission denied|EACCES|operation not permitted|connection refused|unable to connect|cannot connect|no space left on device|no such file or directory|is the docker daemon running|command not found|not found|usage|unrecognized option|unrecognized|invalid option|unshare failed|write failed|resource temporarily unavailable|cannot allocate memory|function not implemented/gi;
export const messagesOf = (text: string): string => [...new Set(text.match(messages) ?? [])].join('\n');

/** The version that a probe finds, on a line of its own. */
const versionOf: Keep = (text, names) => {
  const found = findVersion(text);
  return found === null ? '' : names.version(found);
};
export const version: Kept = { text: versionOf, stderr: versionOf };

/** Values of an object by name, again by name, or as they are. */
type Shape = { readonly [name: string]: Shape | Keep | 'flag' };
export const shaped = (value: unknown, shape: Shape, names: Names): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shape).flatMap(([name, keep]): [string, unknown][] => {
      const found = at(value, name);
      if (keep === 'flag') return typeof found === 'boolean' ? [[name, found]] : [];
      if (typeof keep === 'function') return typeof found === 'string' ? [[name, keep(found, names)]] : [];
      return found === null || typeof found !== 'object' ? [] : [[name, shaped(found, keep, names)]];
    }),
  );
export const json =
  (shape: Shape, lists?: (value: unknown, names: Names) => Record<string, unknown>): Keep =>
  (text, names) => {
    const value = parseJson(text.trim() || null);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
    const kept = shaped(value, shape, names);
    for (const [name, list] of Object.entries(lists?.(value, names) ?? {}))
      kept[name] = typeof kept[name] === 'object' ? { ...kept[name], ...(list as object) } : list;
    return JSON.stringify(kept);
  };

/** Fields of "Name: value" lines, whole. */
export const fields = (...wanted: readonly string[]): Keep =>
  keepMatches(new RegExp(`^(?:${wanted.join('|')}):[\\s\\w,.-]{0,200}$`));

export const firstLine =
  (form: RegExp): Keep =>
  (text, names) =>
    names.version(form.exec(text)?.[0] ?? '');

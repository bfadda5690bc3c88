import { Check } from 'typebox/schema';
import { UsageError } from '../errors.js';
import { factsSchema } from '../facts/schema.js';
import { sanitizeLine } from '../text/sanitize.js';

/** A fact put in the place of what was read. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
}

/** The parts of JSON Schema that the facts are written in. */
interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
}

/**
 * Reads `FACT=VALUE`, as in memory.limitBytes=8GiB, nix.daemon.state=running, nix.installed=unknown,
 * toolchain.zig=/usr/bin/zig, or any value as JSON.
 * @throws {UsageError} saying which facts there are, or which values the fact takes
 */
export const parseWhatIf = (text: string): Override => {
  const at = text.indexOf('=');
  if (at <= 0)
    throw new UsageError(`--what-if takes FACT=VALUE, e.g. memory.limitBytes=8GiB (got: ${sanitizeLine(text, 80)})`);
  const path = text.slice(0, at);
  const shape = shapeAt(path);
  const value = readValue(text.slice(at + 1), shape);
  if (!Check(shape, value)) {
    throw new UsageError(`${path} cannot be ${sanitizeLine(text.slice(at + 1), 80)}; it must be ${describe(shape)}`);
  }
  return { path, value };
};

const shapeAt = (path: string): Shape => {
  let shape: Shape = factsSchema as Shape;
  const walked: string[] = [];
  for (const key of path.split('.')) {
    const object = withoutNull(shape);
    const known = object.properties ?? {};
    const anyKey =
      object.patternProperties && /^[a-z]\w*$/i.test(key) ? Object.values(object.patternProperties)[0] : undefined;
    const next = Object.hasOwn(known, key) ? known[key] : anyKey;
    if (!next) {
      const names = Object.keys(known).join(', ');
      const where = walked.length > 0 ? ` below ${walked.join('.')}` : '';
      throw new UsageError(`there is no fact ${sanitizeLine(path, 80)}${names ? `; known${where}: ${names}` : ''}`);
    }
    walked.push(key);
    shape = next;
  }
  return shape;
};

const withoutNull = (shape: Shape): Shape => shape.anyOf?.find(({ type }) => type !== 'null') ?? shape;

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

const readValue = (text: string, shape: Shape): unknown => {
  if (text === 'null' || text === 'unknown' || text === '') return shape.enum?.includes(text) ? text : null;
  const { type } = withoutNull(shape);
  if (type === 'number') {
    const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text) ?? [];
    return figure === undefined ? text : Number(figure) * (units[unit.toLowerCase()] ?? 1);
  }
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (/^[[{"]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  if (type === 'array') return text.split(',');
  // A tool is named by its path.
  if (type === 'object' && withoutNull(shape).properties?.path) return { path: text, version: null };
  return text;
};

const words: Readonly<Record<string, string>> = {
  number: 'a number, e.g. 4096 or 8GiB',
  boolean: 'true, false',
  string: 'a text',
  array: 'a list, e.g. a,b',
};

const objectWords = ({ properties = {} }: Shape): string =>
  properties.path ? 'the path of a tool' : `JSON; or use a fact below it: ${Object.keys(properties).join(', ')}`;

const describe = (shape: Shape): string => {
  const inner = withoutNull(shape);
  const values = inner.enum ? inner.enum.join(', ') : (words[inner.type ?? ''] ?? objectWords(inner));
  return shape.anyOf ? `${values}, or unknown` : values;
};

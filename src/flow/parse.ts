import { constructFromEvents, parseEvents, YAMLException } from 'js-yaml';
import { keyOffsets, placeOf } from './key-offsets.js';
import type { Tree } from './schema.js';
import { type Fault, validate } from './validate.js';

/** A tree as read from a file, with what is wrong with it and where everything stands. */
export interface ParsedTree {
  readonly file: string;
  readonly tree: Tree | null;
  readonly problems: readonly Problem[];
  /** The 1-based line of a place in the document; of its nearest ancestor where it is not there. */
  readonly lineOf: (path: readonly string[]) => number;
}

/** Something wrong with a tree: `file:line: message`. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** No tree that people keep is larger; more is an attack or a mistake. */
const maxCharacters = 256 * 1024;

/** Reads a tree from YAML text. Never throws for what the text holds. */
export const parseTree = (file: string, text: string): ParsedTree => {
  const fail = (line: number, message: string): ParsedTree => ({
    file,
    tree: null,
    problems: [{ file, line, message }],
    lineOf: () => line,
  });
  if (text.length > maxCharacters) return fail(1, `the file is larger than ${maxCharacters / 1024} KiB`);
  try {
    const events = parseEvents(text, {});
    const offsets = keyOffsets(text, events);
    const lineOf = (path: readonly string[]): number => {
      const places = path.map((_, depth) => placeOf(path.slice(0, path.length - depth)));
      return lineAt(text, places.map((place) => offsets.get(place)).find((offset) => offset !== undefined) ?? 0);
    };
    const [document, ...others] = constructFromEvents(events, { source: text, maxAliases: 20 });
    if (others.length > 0) return fail(1, 'not a single YAML document');
    const { tree, faults } = validate(document);
    return { file, tree, lineOf, problems: faults.map((fault) => problem(file, lineOf, fault)) };
  } catch (error) {
    if (error instanceof YAMLException) return fail((error.mark?.line ?? 0) + 1, `not YAML: ${error.reason}`);
    // A value that holds itself has no end.
    return fail(1, `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The 1-based line of an offset. */
const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const problem = (file: string, lineOf: ParsedTree['lineOf'], { path, message }: Fault): Problem => {
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  return { file, line: lineOf(path), message: `${where}${message}` };
};

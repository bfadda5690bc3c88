import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Tree } from './schema.js';
import { type Fault, validate } from './validate.js';

/** A tree as read from a file, with what is wrong with it and where everything stands. */
export interface Source {
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
export const parseTree = (file: string, text: string): Source => {
  const fail = (line: number, message: string): Source => ({
    file,
    tree: null,
    problems: [{ file, line, message }],
    lineOf: () => line,
  });
  if (text.length > maxCharacters) return fail(1, `the file is larger than ${maxCharacters / 1024} KiB`);
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
    const line = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
    const [error] = document.errors;
    if (error) return fail(line(error.pos[0]), `not YAML: ${error.message}`);
    const lineOf = (path: readonly string[]): number => {
      let at: unknown = document.contents;
      let offset = 0;
      for (const key of path) {
        const pair = isMap(at) ? at.items.find((item) => String(item.key) === key) : undefined;
        if (!pair) break;
        offset = (pair.key as { range?: readonly number[] } | null)?.range?.[0] ?? offset;
        at = pair.value;
      }
      return line(offset);
    };
    const { tree, faults } = validate(document.toJS({ maxAliasCount: 20 }));
    return { file, tree, lineOf, problems: faults.map((fault) => problem(file, lineOf, fault)) };
  } catch (error) {
    // The parser gives up by throwing on what nests or repeats without end.
    return fail(1, `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const problem = (file: string, lineOf: Source['lineOf'], { path, message }: Fault): Problem => {
  const where = path.length > 0 ? `${path.join('.')}: ` : '';
  return { file, line: lineOf(path), message: `${where}${message}` };
};

import { bare, child, type NixNode } from './syntax.js';

/** A change of a file: what stands from one place to another is replaced. Places are in UTF-16 units. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export const replace = ({ from, to }: NixNode, text: string): TextEdit => ({ from, to, text });

/** Takes a binding, an element or a name out, with its line where it has one to itself. */
export const remove = ({ from, to }: NixNode, source: string): TextEdit => {
  const start = source.lastIndexOf('\n', from - 1) + 1;
  const end = source.indexOf('\n', to);
  const before = source.slice(start, from);
  const after = source.slice(to, end < 0 ? source.length : end);
  if (/^\s*$/.test(before) && /^\s*(?:#.*)?$/.test(after)) return { from: start, to: end < 0 ? to : end + 1, text: '' };
  const blank = /\s*$/.exec(before)?.[0].length ?? 0;
  return { from: from - blank, to, text: '' };
};

/** Adds elements at the end of a list; null where the value is not written as one list. */
export const append = (value: NixNode, elements: readonly string[], source: string): TextEdit | null => {
  let list = bare(value);
  while (list.kind === 'with_expression') {
    const body = child(list, 'body');
    if (body === null) return null;
    list = bare(body);
  }
  if (list.kind !== 'list_expression') return null;
  const last = list.children.at(-1);
  const at = last?.to ?? list.from + 1;
  const line = source.lastIndexOf('\n', at - 1) + 1;
  const own = last && /^\s*$/.test(source.slice(line, last.from)) ? `\n${source.slice(line, last.from)}` : ' ';
  const close = last === undefined && source[at] === ']' ? ' ' : '';
  return { from: at, to: at, text: elements.map((each) => `${own}${each}`).join('') + close };
};

/** Adds a binding as the first one of an attribute set. */
export const addBinding = (set: NixNode, binding: string, source: string): TextEdit => {
  const [first] = set.children.flatMap(({ children }) => children);
  if (first === undefined) return { from: set.to - 1, to: set.to - 1, text: `${binding} ` };
  const line = source.lastIndexOf('\n', first.from - 1) + 1;
  const own = source.slice(line, first.from);
  return { from: first.from, to: first.from, text: /^\s*$/.test(own) ? `${binding}\n${own}` : `${binding} ` };
};

/** A text with all edits made; of two that overlap, the first in the list. */
export const applyEdits = (source: string, edits: readonly TextEdit[]): string => {
  const taken: TextEdit[] = [];
  for (const edit of edits) {
    const overlaps = taken.some((other) => edit.from < other.to && other.from < edit.to);
    const repeats = taken.some(({ from, to, text }) => edit.from === from && edit.to === to && edit.text === text);
    if (!overlaps && !repeats) taken.push(edit);
  }
  let made = source;
  for (const { from, to, text } of taken.sort((a, b) => b.from - a.from))
    made = made.slice(0, from) + text + made.slice(to);
  return made;
};

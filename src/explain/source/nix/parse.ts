import grammar from 'virtual:wasm:@cursorless/tree-sitter-wasms/out/tree-sitter-nix';
import runtime from 'virtual:wasm:web-tree-sitter/web-tree-sitter';
import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import type { NixNode } from './syntax.js';

/** The largest file that is parsed: each part of the work is bounded by it. */
const maxBytes = 256 * 1024;

let started: Promise<Language> | undefined;

const language = async (): Promise<Language> => {
  // The runtime is given as bytes, so that it looks for no file and asks no network.
  await Parser.init({ wasmBinary: runtime });
  return Language.load(grammar);
};

/**
 * Reads a Nix file into a syntax tree; what does not parse is in it as nodes of the kind ERROR, or as missing ones.
 * @returns null for a text that is too large, or so broken that the parser was stopped
 */
export const parseNix = async (text: string): Promise<NixNode | null> => {
  if (Buffer.byteLength(text) > maxBytes) return null;
  started ??= language();
  const nix = await started;
  const parser = new Parser();
  try {
    parser.setLanguage(nix);
    // It is called after each fixed amount of work; a text that makes sense takes one call for each 190 bytes.
    let work = 1000 + text.length / 40;
    const progressCallback = () => {
      work -= 1;
      return work < 0;
    };
    const tree = parser.parse(withoutLastCommas(text), null, { progressCallback });
    if (tree === null) return null;
    const cursor = tree.walk();
    const root = asNodes(cursor);
    cursor.delete();
    tree.delete();
    return root;
  } finally {
    parser.delete();
  }
};

/**
 * The grammar is older than the comma behind the last argument of a set; all that is read of the text afterwards is read
 * of the text as it is, so a space in its place moves nothing.
 */
const withoutLastCommas = (text: string): string => {
  const commas: number[] = [];
  let last = -1;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (sign === ',') last = at;
    else if (sign === '}' && last >= 0) commas.push(last);
    if (sign !== '#' && sign !== ',' && !/\s/.test(sign)) last = -1;
  }
  const parts = commas.map((comma, index) => text.slice(index === 0 ? 0 : (commas[index - 1] ?? 0) + 1, comma));
  return [...parts, text.slice((commas.at(-1) ?? -1) + 1)].join(' ');
};

interface Growing extends NixNode {
  readonly children: NixNode[];
}

const nodeAt = (cursor: TreeCursor, parent: NixNode | null): Growing => ({
  kind: cursor.nodeType,
  field: cursor.currentFieldName,
  from: cursor.startIndex,
  to: cursor.endIndex,
  missing: cursor.nodeIsMissing,
  parent,
  children: [],
});

/** The named nodes of a tree, and those that the parser put in; the children of others are those of the node above. */
const asNodes = (cursor: TreeCursor): NixNode => {
  const root = nodeAt(cursor, null);
  /** For where the cursor is and all above it: the node, or the nearest one that is kept. */
  const above = [root];
  for (;;) {
    let entered = cursor.gotoFirstChild();
    while (!entered) {
      if (above.length === 1) return root;
      above.pop();
      entered = cursor.gotoNextSibling();
      if (!entered) cursor.gotoParent();
    }
    const parent = above.at(-1) ?? root;
    const node = cursor.nodeIsNamed || cursor.nodeIsMissing ? nodeAt(cursor, parent) : null;
    if (node !== null) parent.children.push(node);
    above.push(node ?? parent);
  }
};

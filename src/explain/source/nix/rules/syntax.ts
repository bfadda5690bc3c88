import { replace, type TextEdit } from '../edits.js';
import { bare, below, child, type NixNode } from '../syntax.js';
import type { NixFault, Rule } from './fault.js';

/** Quotes, and whatever else makes a text be called as a function. */
export const calledText: Rule = ({ root, values }) => {
  const faults: NixFault[] = [];
  const isText = (node: NixNode) => /^(?:indented_)?string_expression$/.test(bare(node).kind);
  for (const node of below(root)) {
    if (node.kind !== 'apply_expression' || node.parent?.kind === 'apply_expression') continue;
    const parts = [];
    for (
      let at: NixNode | null = node;
      at !== null;
      at = at.kind === 'apply_expression' ? child(at, 'function') : null
    ) {
      const part = at.kind === 'apply_expression' ? child(at, 'argument') : at;
      if (part !== null) parts.push(part);
    }
    const [last] = parts;
    const first = parts.at(-1);
    if (first === undefined || last === undefined || !isText(first)) continue;
    const fourQuotes = [first, last].every((part) => values.textOf(part) === "''''");
    faults.push({
      id: 'flake-syntax-error',
      node: first,
      title: fourQuotes ? "'''' is an empty string, not the start of one" : 'A string is called as a function',
      why: fourQuotes
        ? "Two quotes begin a string of several lines and two end it, so what stands between '''' and '''' is read as Nix."
        : 'What follows a string without an operator is its argument; a semicolon or an operator is missing.',
      fix: fourQuotes ? "Write '' at both ends." : 'Add the missing semicolon or operator after the string.',
      confidence: 0.97,
      edits: fourQuotes ? [replace(first, "''"), replace(last, "''")] : [],
    });
  }
  return faults;
};

export const unparsed: Rule = ({ root, text }) => {
  for (const node of below(root)) {
    if (node.kind !== 'ERROR' && !node.missing) continue;
    // Operators that are newer than the grammar.
    if (/\|>|<\|/.test(text.slice(Math.max(0, node.from - 2), node.to + 2))) return [];
    return [
      {
        id: 'flake-syntax-error',
        node,
        title: 'The Nix expression does not parse',
        why: node.missing
          ? `${node.kind} is missing here.`
          : 'From here on this is not valid Nix: a missing semicolon, an unbalanced brace or a stray character, here or right before.',
        fix: node.missing ? `Add ${node.kind}.` : 'Fix the expression here or right before.',
        confidence: 0.98,
        edits: node.missing ? missingToken(node) : [],
      },
    ];
  }
  return [];
};

/** Puts a token that is missing behind what stands before it, in front of the comments between. */
const missingToken = ({ kind, from, parent }: NixNode): readonly TextEdit[] => {
  const before = parent?.children.findLast((each) => each.kind !== 'comment' && each.to <= from && !each.missing);
  const at = before?.to ?? from;
  return /^[;})\]=:]$/.test(kind) ? [{ from: at, to: at, text: kind }] : [];
};

import { describeCondition } from '../condition.js';
import { edges, kindOf, type NodeKind } from '../outcomes.js';
import type { Node, Tree } from '../schema.js';

/** A tree as boxes and arrows, before any format. Branches to one target are one arrow. */
export interface Picture {
  readonly title: string;
  readonly boxes: readonly { readonly id: string; readonly kind: NodeKind; readonly lines: readonly string[] }[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string }[];
}

export const pictureOf = (tree: Tree): Picture => ({
  title: tree.title,
  boxes: Object.entries(tree.nodes).map(([id, node]) => ({ id, kind: kindOf(node), lines: wrap(caption(node)) })),
  arrows: Object.entries(tree.nodes).flatMap(([from, node]) => {
    const labels = new Map<string, string[]>();
    for (const [outcome, to] of edges(node)) labels.set(to, [...(labels.get(to) ?? []), outcome]);
    return [...labels].map(([to, names]) => ({ from, to, label: 'note' in node ? '' : names.join(', ') }));
  }),
});

const caption = (node: Node): string => {
  if ('check' in node) return 'if' in node ? `${node.check} ${describeCondition(node.if)}` : node.check;
  if ('ask' in node) return node.ask;
  if ('try' in node) return `try ${node.try}`;
  if ('note' in node) return node.note;
  if ('compare' in node) return node.compare;
  if ('goto' in node) return `→ ${node.goto}`;
  if ('fix' in node) {
    const { fix } = node;
    return 'title' in fix ? fix.title : 'finding' in fix ? `fix ${fix.finding}` : `fix what blocks ${fix.rung}`;
  }
  return `${node.done}: ${node.because}`;
};

const width = 30;
const most = 3;

/** A few short lines; what does not fit is cut. */
const wrap = (text: string): readonly string[] => {
  const lines: string[] = [''];
  for (const word of text
    .replace(/\{\{[^}]{1,140}\}\}/g, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] ?? '';
    if (line === '') lines[last] = word;
    else if (line.length + word.length < width) lines[last] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} …`] : lines;
};

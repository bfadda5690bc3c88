/** A node of the syntax tree of a Nix file; kinds and fields are those of tree-sitter-nix. Plain data. */
export interface NixNode {
  readonly kind: string;
  /** What it is in its parent; null where the grammar gives that no name. */
  readonly field: string | null;
  /** Where it begins and ends in the text, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** Put in by the parser where the text lacks it. */
  readonly missing: boolean;
  readonly parent: NixNode | null;
  readonly children: readonly NixNode[];
}

/** The first child in a field of the grammar. */
export const child = (node: NixNode, field: string): NixNode | null =>
  node.children.find((each) => each.field === field) ?? null;

/** Children of the given kind. */
export const nodesOf = (node: NixNode, kind: string): readonly NixNode[] =>
  node.children.filter((each) => each.kind === kind);

/** A node and all below it, in the order of the text. Iterative: a file may nest as deep as it likes. */
export function* below(node: NixNode): Generator<NixNode> {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at -= 1) {
      const each = next.children[at];
      if (each !== undefined) open.push(each);
    }
  }
}

/** The innermost expression within parentheses. */
export const bare = (node: NixNode): NixNode => {
  let inner = node;
  while (inner.kind === 'parenthesized_expression') {
    const [next] = inner.children.filter(({ kind }) => kind !== 'comment');
    if (next === undefined) break;
    inner = next;
  }
  return inner;
};

/** Whether a node stands inside another one, or is it. */
export const standsIn = (node: NixNode, outer: NixNode): boolean => node.from >= outer.from && node.to <= outer.to;

import { child, type NixNode, nodesOf } from './syntax.js';

/** What a name is bound to. */
export interface Bound {
  readonly node: NixNode;
  /** The value, or the name in `inherit`; null for a parameter, or for a value that is given in parts. */
  readonly value: NixNode | null;
  readonly parameter: boolean;
}

/** Where the names of an expression are looked up. */
export interface Scope {
  readonly names: ReadonlyMap<string, Bound>;
  /** The set that `with` opens; names that no scope has are looked up there. */
  readonly opened: NixNode | null;
  readonly outer: Scope | null;
}

/** The names of one file, and where they are bound. */
export class NixNames {
  readonly #text: string;
  readonly #scopes = new Map<NixNode, Scope | null>();
  readonly #boundBy = new Map<NixNode, ReadonlyMap<string, Bound>>();

  constructor(text: string) {
    this.#text = text;
  }

  /** The text of a node. */
  textOf({ from, to }: NixNode): string {
    return this.#text.slice(from, to);
  }

  /** The scope in which a node stands. */
  scopeAt(node: NixNode): Scope | null {
    // Up to the nearest ancestor that is known, then down again: a file may nest as deep as it likes.
    const path: NixNode[] = [];
    let at: NixNode | null = node;
    while (at !== null && !this.#scopes.has(at)) {
      path.push(at);
      at = at.parent;
    }
    let scope = at === null ? null : (this.#scopes.get(at) ?? null);
    for (const each of path.reverse()) {
      if (each.parent !== null) scope = this.#inner(each.parent, each, scope);
      this.#scopes.set(each, scope);
    }
    return scope;
  }

  /** A name as a node finds it; null where nothing around it binds it. */
  lookUp(name: string, node: NixNode): Bound | null {
    return boundIn(name, this.scopeAt(node));
  }

  /** All names that a node can use, the innermost first. */
  *allAt(node: NixNode): Generator<[string, Bound]> {
    for (let at = this.scopeAt(node); at !== null; at = at.outer) yield* at.names;
  }

  /** The names of an attribute path; null where one is computed. */
  inPath(path: NixNode): (string | null)[] {
    return path.children
      .filter(({ field }) => field === 'attr')
      .map((attr) => {
        if (attr.kind === 'identifier') return this.textOf(attr);
        const isPlain = attr.children.every(({ kind }) => kind === 'string_fragment');
        return attr.kind === 'string_expression' && isPlain ? this.textOf(attr).slice(1, -1) : null;
      });
  }

  /** The scope of a part of a node, which may bring names. */
  #inner(node: NixNode, part: NixNode, outer: Scope | null): Scope | null {
    switch (node.kind) {
      case 'let_expression':
      case 'rec_attrset_expression':
      case 'let_attrset_expression':
        return { names: this.#bindings(node), opened: null, outer };
      case 'with_expression':
        return part.field === 'body' ? { names: new Map(), opened: child(node, 'environment'), outer } : outer;
      case 'function_expression':
        return { names: this.#parameters(node), opened: null, outer };
      default:
        return outer;
    }
  }

  #bindings(node: NixNode): ReadonlyMap<string, Bound> {
    const known = this.#boundBy.get(node);
    if (known !== undefined) return known;
    const names = new Map<string, Bound>();
    for (const entry of nodesOf(node, 'binding_set').flatMap(({ children }) => children)) {
      for (const each of inheritedIn(entry))
        names.set(this.textOf(each), { node: each, value: each, parameter: false });
      const path = child(entry, 'attrpath');
      const [name, ...more] = path === null ? [] : this.inPath(path);
      if (name)
        names.set(name, { node: entry, value: more.length > 0 ? null : child(entry, 'expression'), parameter: false });
    }
    this.#boundBy.set(node, names);
    return names;
  }

  #parameters(node: NixNode): ReadonlyMap<string, Bound> {
    const known = this.#boundBy.get(node);
    if (known !== undefined) return known;
    const names = new Map<string, Bound>();
    const whole = child(node, 'universal');
    if (whole !== null) names.set(this.textOf(whole), { node: whole, value: null, parameter: true });
    for (const formal of nodesOf(node, 'formals').flatMap((formals) => nodesOf(formals, 'formal'))) {
      const name = child(formal, 'name');
      if (name !== null)
        names.set(this.textOf(name), { node: formal, value: child(formal, 'default'), parameter: true });
    }
    this.#boundBy.set(node, names);
    return names;
  }
}

/** A name as it is bound in a scope or around it; null where none has it. */
export const boundIn = (name: string, scope: Scope | null): Bound | null => {
  for (let at = scope; at !== null; at = at.outer) {
    const bound = at.names.get(name);
    if (bound !== undefined) return bound;
  }
  return null;
};

/** The names in an `inherit`. */
export const inheritedIn = (entry: NixNode): readonly NixNode[] =>
  nodesOf(entry, 'inherited_attrs').flatMap((attrs) => nodesOf(attrs, 'identifier'));

import { boundIn, inheritedIn, NixNames, type Scope } from './names.js';
import { anySet, crossSet, host, isSame, type OfSet, ofSet, type PackageSet, setNamed } from './package-set.js';
import { bare, child, type NixNode, nodesOf } from './syntax.js';

/**
 * What an expression of a Nix file stands for, as far as it can be read off without evaluating: the package set it comes
 * from. Whatever is not sure is unknown, and no rule speaks of it.
 */

export type Value =
  | OfSet
  /** Attribute sets, the later ones before the earlier. */
  | { readonly kind: 'attributes'; readonly layers: readonly NixNode[] }
  | { readonly kind: 'function'; readonly node: NixNode }
  | { readonly kind: 'unknown' };

/** An attribute that an attribute set is written with. */
export interface Attribute {
  readonly name: string;
  /** The binding, or the name in `inherit`. */
  readonly node: NixNode;
  readonly value: NixNode;
}

const unknown: Value = { kind: 'unknown' };

/** Expressions lead to each other; deeper than this, or after this many steps, they are unknown. */
const maxDepth = 60;
const maxSteps = 50_000;

/** Reads the values of one file. */
export class Values {
  /** The names of the file. */
  readonly names: NixNames;
  readonly #known = new Map<NixNode, Value>();
  #steps = 0;
  #depth = 0;

  constructor(text: string) {
    this.names = new NixNames(text);
  }

  /** The text of a node. */
  textOf(node: NixNode): string {
    return this.names.textOf(node);
  }

  /** What a node stands for. */
  of(node: NixNode): Value {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    return this.#bounded(unknown, () => {
      // What is asked for again meanwhile depends on itself.
      this.#known.set(node, unknown);
      const value = this.#evaluate(node);
      this.#known.set(node, value);
      return value;
    });
  }

  /** The attributes of a value, those that replace others before them; `env.X` for those of a set `env`. */
  attributes(value: Value): readonly Attribute[] {
    if (value.kind === 'function') {
      const body = child(value.node, 'body');
      return body === null ? [] : this.attributes(this.of(body));
    }
    if (value.kind !== 'attributes') return [];
    return this.#written(value.layers).flatMap((each) =>
      each.name === 'env'
        ? this.#bounded([], () => this.attributes(this.of(each.value))).map((inner) => ({
            ...inner,
            name: `env.${inner.name}`,
          }))
        : [each],
    );
  }

  /** The elements of a list, and of all lists that are joined to it. */
  items(node: NixNode): readonly NixNode[] {
    return this.#bounded([], () => {
      const written = bare(node);
      const inside = (field: string) => {
        const part = child(written, field);
        return part === null ? [] : this.items(part);
      };
      switch (written.kind) {
        case 'list_expression':
          return written.children.filter(({ kind }) => kind !== 'comment' && kind !== 'ERROR');
        case 'binary_expression':
          return [...inside('left'), ...inside('right')];
        case 'with_expression':
        case 'let_expression':
          return inside('body');
        // lib.optionals CONDITION LIST
        case 'apply_expression':
          return inside('argument');
        case 'variable_expression': {
          const bound = this.names.lookUp(this.textOf(written), written);
          return bound?.value ? this.items(bound.value) : [];
        }
        default:
          return [];
      }
    });
  }

  #bounded<T>(otherwise: T, work: () => T): T {
    if (this.#depth >= maxDepth || this.#steps >= maxSteps) return otherwise;
    this.#depth += 1;
    this.#steps += 1;
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #evaluate(node: NixNode): Value {
    const inner = (field: string): Value => {
      const part = child(node, field);
      return part === null ? unknown : this.of(part);
    };
    switch (node.kind) {
      case 'source_code':
        return inner('expression');
      case 'parenthesized_expression': {
        const content = bare(node);
        return content === node ? unknown : this.of(content);
      }
      case 'let_expression':
      case 'with_expression':
      case 'assert_expression':
        return inner('body');
      case 'attrset_expression':
      case 'rec_attrset_expression':
        return { kind: 'attributes', layers: [node] };
      case 'function_expression':
        return { kind: 'function', node };
      case 'binary_expression': {
        const layers = [inner('right'), inner('left')].flatMap((side) =>
          side.kind === 'attributes' ? side.layers : [],
        );
        return layers.length === 0 ? unknown : { kind: 'attributes', layers };
      }
      case 'if_expression': {
        const [one, other] = [inner('consequence'), inner('alternative')];
        return one.kind === 'of-set' && other.kind === 'of-set' && isSame(one, other) ? one : unknown;
      }
      case 'identifier':
        return this.#inherited(node);
      case 'variable_expression':
        return this.#named(this.textOf(node), this.names.scopeAt(node), node);
      case 'select_expression':
        return this.#selected(node);
      case 'apply_expression':
        return this.#applied(node);
      default:
        return unknown;
    }
  }

  /** A name in `inherit`: of the set in parentheses, or of the scope around. */
  #inherited(node: NixNode): Value {
    const statement = node.parent?.parent;
    if (!statement) return unknown;
    const name = this.textOf(node);
    const from = child(statement, 'expression');
    if (from !== null) return this.#attribute(this.of(from), name, null);
    const holder = statement.parent?.parent;
    const scope = this.names.scopeAt(statement);
    return this.#named(name, holder?.kind === 'attrset_expression' ? scope : (scope?.outer ?? null), null);
  }

  #named(name: string, scope: Scope | null, at: NixNode | null): Value {
    const bound = boundIn(name, scope);
    if (bound?.value) return this.of(bound.value);
    if (bound !== null && !bound.parameter) return unknown;
    for (let around = bound === null ? scope : null; around !== null; around = around.outer) {
      if (around.opened === null) continue;
      const found = this.#attribute(this.of(around.opened), name, at);
      if (found.kind !== 'unknown') return found;
    }
    // A set of arguments that names pkgs is handed it by nixpkgs, flake-parts and the like; a plain parameter can be any set.
    if (name === 'pkgs') return ofSet(bound?.node.kind === 'identifier' ? anySet : host);
    if (bound !== null && /^(?:final|prev|self|super)$/.test(name)) return ofSet(anySet);
    // Names that no other thing has, as callPackage hands them over.
    return /^pkgs(?:Musl|Static|Cross)$/.test(name) ? this.#attribute(ofSet(host), name, at) : unknown;
  }

  #selected(node: NixNode): Value {
    const base = child(node, 'expression');
    const path = child(node, 'attrpath');
    if (base === null || path === null) return unknown;
    const names = this.names.inPath(path);
    let value = this.of(base);
    const packages = names.indexOf('legacyPackages');
    if (packages >= 0 && value.kind === 'unknown') {
      const whose = `${this.textOf(base)}.${names.slice(0, packages).join('.')}`;
      if (!/nixpkgs|pkgs/i.test(whose)) return unknown;
      value = ofSet(host);
      names.splice(0, packages + 2);
    }
    for (const name of names) value = name === null ? unknown : this.#attribute(value, name, node);
    return value;
  }

  #attribute(value: Value, name: string, at: NixNode | null): Value {
    if (value.kind === 'attributes') {
      const found = this.#written(value.layers).find((each) => each.name === name);
      return found === undefined ? unknown : this.of(found.value);
    }
    if (value.kind !== 'of-set') return unknown;
    if (value.path.length === 0) {
      const set = setNamed(value.set, name, at);
      if (set !== null) return ofSet(set);
    }
    if (value.path.join() === 'pkgsCross') return ofSet(crossSet(value.set, name, at));
    return { ...value, path: [...value.path, name] };
  }

  #applied(node: NixNode): Value {
    const callee = child(node, 'function');
    const argument = child(node, 'argument');
    if (callee === null || argument === null) return unknown;
    const imported = this.#importedBy(callee);
    if (imported !== null) return this.#isNixpkgs(imported) ? this.#nixpkgsWith(node, argument) : unknown;
    const called = this.of(callee);
    const rustc = () => this.attributes(this.of(argument)).find(({ name }) => name === 'rustc')?.value;
    if (called.kind !== 'of-set') return this.#library(callee, argument, rustc());
    const last = called.path.at(-1) ?? '';
    const before = called.path.slice(0, -1);
    const toolchain = last === 'overrideToolchain' ? argument : rustc();
    const given = toolchain && { toolchain };
    if (last === 'makeRustPlatform') return { ...called, path: [...before, 'rustPlatform'], ...given };
    if (/^override|^extend$|^appendOverlays$/.test(last)) return { ...called, path: before, ...given };
    if (last !== 'callPackage') return { ...called, path: [...called.path, result] };
    const library = /\b(?:crane|naersk)\b/.exec(this.textOf(bare(argument)))?.[0];
    return { ...called, path: [library === undefined ? result : `(${library})`] };
  }

  /** Libraries that build with a package set: `crane.mkLib PKGS`, and `naersk.lib.SYSTEM.override { … }`. */
  #library(callee: NixNode, argument: NixNode, rustc: NixNode | undefined): Value {
    const name = bare(callee);
    if (name.kind !== 'select_expression' && name.kind !== 'variable_expression') return unknown;
    const text = this.textOf(name);
    if (/\bmkLib$/.test(text)) {
      const pkgs = this.of(argument);
      return pkgs.kind === 'of-set' && pkgs.path.length === 0 ? { ...pkgs, path: ['(crane)'] } : unknown;
    }
    if (/\bnaersk\b.*\.override$/.test(text))
      return { ...ofSet(host, ['(naersk)']), ...(rustc && { toolchain: rustc }) };
    return unknown;
  }

  /** What is imported, where an import is called. */
  #importedBy(callee: NixNode): NixNode | null {
    const inner = bare(callee);
    if (inner.kind !== 'apply_expression') return null;
    const called = child(inner, 'function');
    return called !== null && this.textOf(bare(called)) === 'import' ? child(inner, 'argument') : null;
  }

  #isNixpkgs(node: NixNode): boolean {
    const inner = bare(node);
    if (/\bnixpkgs\b|nixos-/i.test(this.textOf(inner))) return true;
    const bound = inner.kind === 'variable_expression' ? this.names.lookUp(this.textOf(inner), inner) : null;
    return bound?.value ? /nixpkgs/i.test(this.textOf(bound.value)) : false;
  }

  #nixpkgsWith(node: NixNode, argument: NixNode): Value {
    const given = this.attributes(this.of(argument));
    const named = (name: string) => given.find((each) => each.name === name || each.name.startsWith(`${name}.`));
    const cross = named('crossSystem');
    if (cross !== undefined)
      return ofSet({ ...anySet, ...this.#platform(given, 'crossSystem'), cross: true, madeBy: node });
    const local = ['localSystem', 'system'].find((name) => named(name) !== undefined);
    const words = local === undefined ? null : this.#platform(given, local);
    return ofSet({ ...host, ...words, madeBy: node });
  }

  /** What a platform among the arguments of nixpkgs says of the libc and the linkage; null where it is computed. */
  #platform(given: readonly Attribute[], name: string): Pick<PackageSet, 'libc' | 'linkage'> | null {
    const whole = given.find((each) => each.name === name)?.value;
    const parts =
      whole === undefined
        ? given.flatMap((each) =>
            each.name.startsWith(`${name}.`) ? [{ ...each, name: each.name.slice(name.length + 1) }] : [],
          )
        : this.attributes(this.of(whole));
    const part = (key: string) => parts.find((each) => each.name === key)?.value;
    const words = part('config') ?? part('system') ?? whole;
    const text = words === undefined ? null : this.words(words);
    if (text === null) return null;
    const isStatic = part('isStatic');
    const linkage = isStatic !== undefined && this.textOf(isStatic) === 'true' ? 'static' : 'dynamic';
    if (/musl/.test(text)) return { libc: 'musl', linkage };
    return /linux|gnu/.test(text) && !/android/.test(text) ? { libc: 'glibc', linkage } : { libc: null, linkage: null };
  }

  /** A string as written, or a path such as lib.systems.examples.musl64; null where it is computed. */
  words(node: NixNode): string | null {
    return this.#bounded(null, () => {
      const inner = bare(node);
      if (inner.kind === 'variable_expression') {
        const bound = this.names.lookUp(this.textOf(inner), inner);
        return bound?.value ? this.words(bound.value) : null;
      }
      return /^(?:indented_)?string_expression$/.test(inner.kind) || /\bexamples\./.test(this.textOf(inner))
        ? this.textOf(inner)
        : null;
    });
  }

  /** What attribute sets are written with, in the order of their layers. */
  #written(layers: readonly NixNode[]): readonly Attribute[] {
    return layers
      .flatMap((node) => nodesOf(node, 'binding_set'))
      .flatMap(({ children }) => children)
      .flatMap((entry): Attribute[] => {
        if (entry.kind !== 'binding')
          return inheritedIn(entry).map((each) => ({ name: this.textOf(each), node: each, value: each }));
        const path = child(entry, 'attrpath');
        const value = child(entry, 'expression');
        const names = path === null ? [null] : this.names.inPath(path);
        return value === null || names.includes(null) ? [] : [{ name: names.join('.'), node: entry, value }];
      });
  }
}

/** What a function of a package set gives. */
const result = '(result)';

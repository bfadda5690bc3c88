import type { OfSet } from './package-set.js';
import { below, child, type NixNode } from './syntax.js';
import type { Attribute, Value, Values } from './values.js';

/** A call that makes a program or a shell. */
export interface NixBuild {
  readonly call: NixNode;
  readonly callee: NixNode;
  readonly builder: 'rust' | 'crane' | 'go' | 'c' | 'shell';
  /** The package set (and toolchain) whose builder is called; null where that is not known. */
  readonly by: OfSet | null;
  readonly attributes: readonly Attribute[];
  /** Elements of the attributes that name inputs. */
  readonly inputs: readonly BuildInput[];
  readonly isMusl: boolean;
  /** A phase of its own replaces that of the builder, and calls cargo as it likes. */
  readonly ownPhase: boolean;
  readonly isStatic: boolean;
}

/** An element of a list of inputs. */
export interface BuildInput {
  readonly list: Attribute;
  /** Whether it runs on the machine that builds, rather than being linked. */
  readonly runs: boolean;
  readonly node: NixNode;
  readonly value: Value;
}

const builders: Readonly<Record<string, NixBuild['builder']>> = {
  buildRustPackage: 'rust',
  buildPackage: 'crane',
  buildDepsOnly: 'crane',
  cargoBuild: 'crane',
  buildGoModule: 'go',
  buildGoPackage: 'go',
  mkDerivation: 'c',
  mkShell: 'shell',
  mkShellNoCC: 'shell',
};

const toolLists = ['nativeBuildInputs', 'packages', 'depsBuildBuild', 'nativeCheckInputs'];
const libraryLists = ['buildInputs', 'propagatedBuildInputs', 'checkInputs'];

/** All builds of a file. */
export const buildsIn = (root: NixNode, values: Values): readonly NixBuild[] => {
  const found: NixBuild[] = [];
  for (const call of below(root)) {
    if (call.kind !== 'apply_expression') continue;
    const callee = child(call, 'function');
    const argument = child(call, 'argument');
    if (callee === null || argument === null) continue;
    const value = values.of(callee);
    const name = value.kind === 'of-set' ? value.path.at(-1) : lastNameOf(callee, values);
    const builder = builders[name ?? ''];
    const attributes = values.attributes(values.of(argument));
    if (builder === undefined || attributes.length === 0) continue;
    found.push(
      describeBuild({ call, callee, builder, by: value.kind === 'of-set' ? value : null, attributes }, values),
    );
  }
  return found;
};

/** The last word of a name or of a path of names. */
const lastNameOf = (node: NixNode, values: Values): string | undefined => {
  const path = node.kind === 'select_expression' ? child(node, 'attrpath') : node;
  const last = path?.kind === 'attrpath' ? path.children.at(-1) : path;
  return last && (last.kind === 'identifier' || last.kind === 'variable_expression') ? values.textOf(last) : undefined;
};

/** The value of an attribute as it is written, a name in its place followed. */
export const wordsOf = ({ value }: Attribute, values: Values): string => values.words(value) ?? values.textOf(value);

/** Text in which a program is asked to be static. */
export const asksStatic = (text: string): boolean =>
  /(?:^|[\s"'=])-static\b|\+crt-static|\benableStatic\b|\bisStatic\b|\bstatic\s*=\s*true\b/.test(text);

type Described = Omit<NixBuild, 'inputs' | 'isMusl' | 'isStatic' | 'ownPhase'>;

const describeBuild = (build: Described, values: Values): NixBuild => {
  const lists = build.attributes.filter(({ name }) => toolLists.includes(name) || libraryLists.includes(name));
  const inputs = lists.flatMap((list) =>
    values
      .items(list.value)
      .map((node): BuildInput => ({ list, runs: toolLists.includes(list.name), node, value: values.of(node) })),
  );
  const isOfMusl = (value: Value) => value.kind === 'of-set' && value.set.libc === 'musl';
  const isMusl =
    (build.by !== null && isOfMusl(build.by)) ||
    inputs.some(({ value }) => isOfMusl(value)) ||
    build.attributes.some(
      (each) =>
        /_musl(?:$|_)/i.test(each.name) ||
        (/^(?:env\.)?(?:target|cargoTarget|cargoBuildTarget|CARGO_BUILD_TARGET|cargoBuildFlags|cargoExtraArgs)$/.test(
          each.name,
        ) &&
          /linux-musl/.test(wordsOf(each, values))) ||
        (each.name === 'stdenv' && isOfMusl(values.of(each.value))),
    );
  const isStatic =
    build.by?.set.linkage === 'static' || build.attributes.some((each) => asksStatic(wordsOf(each, values)));
  return { ...build, inputs, isMusl, isStatic, ownPhase: build.attributes.some(({ name }) => name === 'buildPhase') };
};

import table from '../../../../../flows/packages.yaml';
import type { BuildInput } from '../builds.js';
import type { OfSet } from '../package-set.js';
import { below, type NixNode } from '../syntax.js';
import type { Value, Values } from '../values.js';

/** Libraries that a link can need, by their attribute in nixpkgs. */
export const libraries: ReadonlySet<string> = new Set(
  (table as readonly { readonly nix?: { readonly attr: string } }[]).flatMap(({ nix }) => (nix ? [nix.attr] : [])),
);

const outputs = new Set(['dev', 'out', 'lib', 'static']);

/** Whether it is linked, where it stands in a list of inputs, or with null elsewhere. */
export const isLinkable = ({ path: [first = '', output] }: OfSet, input: BuildInput | null): boolean =>
  input?.runs
    ? libraries.has(first) && output !== undefined && outputs.has(output)
    : libraries.has(first) || (output !== undefined && outputs.has(output) && first !== 'stdenv' && first !== 'glibc');

/** Whether it is a C compiler. */
export const isCompiler = ({ path }: OfSet): boolean => /^(?:stdenv\.cc|gcc|clang)$/.test(path.join('.'));

/** Things of a package set that a string names, where the line is no comment of a shell. */
export const interpolated = (node: NixNode, values: Values): { readonly node: NixNode; readonly value: OfSet }[] =>
  [...below(node)].flatMap((each) => {
    if (each.kind !== 'interpolation' || isCommented(each, values)) return [];
    const [expression] = each.children;
    const value = expression ? ofSetOrNull(values.of(expression)) : null;
    return expression && value ? [{ node: expression, value }] : [];
  });

/** A value, where it is something of a package set. */
export const ofSetOrNull = (value: Value): OfSet | null => (value.kind === 'of-set' ? value : null);

/** Whether an interpolation stands in a comment of a shell script. */
export const isCommented = (interpolation: NixNode, values: Values): boolean => {
  const text = interpolation.parent;
  if (text?.kind !== 'indented_string_expression') return false;
  const before = values.textOf({ ...text, to: interpolation.from });
  return /(?:^|\n)\s*#[^\n]*$/.test(before);
};

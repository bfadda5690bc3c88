import { replace, type TextEdit } from '../edits.js';
import type { PackageSet } from '../package-set.js';
import { bare, below, child, type NixNode } from '../syntax.js';
import type { Values } from '../values.js';

/** How a set for musl is written at a place: by a name that the file has, else as one of the given set. */
export const muslSetAt = (
  node: NixNode,
  base: string,
  values: Values,
): { readonly name: string; readonly set: PackageSet | null } => {
  const sets = [...values.names.allAt(node)].flatMap(([name, bound]) => {
    const value = bound.value === null ? null : values.of(bound.value);
    return value?.kind === 'of-set' && value.path.length === 0 && value.set.libc === 'musl'
      ? [{ name, set: value.set }]
      : [];
  });
  return sets.find(({ set }) => set.linkage === 'static') ?? sets[0] ?? { name: `${base}.pkgsStatic`, set: null };
};

/** Makes a set that links dynamically a static one; empty where its expression does not show how. */
export const makeStatic = ({ madeBy, linkage }: PackageSet, values: Values, text: string): readonly TextEdit[] => {
  if (madeBy === null || linkage !== 'dynamic') return [];
  for (const node of below(madeBy)) {
    if (node.kind === 'identifier' && values.textOf(node) === 'pkgsMusl') return [replace(node, 'pkgsStatic')];
    if (
      node.kind === 'identifier' &&
      /musl/.test(values.textOf(node)) &&
      node.parent?.kind === 'attrpath' &&
      /\bpkgsCross\b/.test(values.textOf(madeBy))
    )
      return [{ from: node.to, to: node.to, text: '.pkgsStatic' }];
  }
  const argument = child(madeBy, 'argument');
  const cross = argument && values.attributes(values.of(argument)).find(({ name }) => name === 'crossSystem');
  if (!cross) return [];
  const platform = bare(cross.value);
  if (platform.kind === 'attrset_expression') {
    const [entry] = platform.children.flatMap(({ children }) => children);
    const at = entry?.to ?? platform.from + 1;
    const line = text.lastIndexOf('\n', at - 1) + 1;
    const own = /^\s*/.exec(text.slice(line, entry?.from ?? at))?.[0] ?? '';
    const lead = text.slice(platform.from, platform.to).includes('\n') ? `\n${own}` : ' ';
    return [{ from: at, to: at, text: `${lead}isStatic = true;` }];
  }
  if (platform.kind === 'string_expression')
    return [replace(cross.value, `{ config = ${values.textOf(platform)}; isStatic = true; }`)];
  return platform.kind === 'select_expression'
    ? [replace(cross.value, `(${values.textOf(platform)} // { isStatic = true; })`)]
    : [];
};

import { asksStatic } from '../builds.js';
import { below, type NixNode, standsIn } from '../syntax.js';
import type { NixFault, Rule } from './fault.js';
import { makeStatic } from './musl-set.js';
import { isCommented, isCompiler } from './packages.js';

export const dynamicMusl: Rule = ({ root, values, builds, text }) => {
  const code = withoutComments(root, text);
  if (asksStatic(code) || /pkgsStatic|crt-static|\.static\b/.test(code)) return [];
  for (const node of below(root)) {
    if (node.kind !== 'select_expression') continue;
    const value = values.of(node);
    if (
      value.kind !== 'of-set' ||
      value.set.libc !== 'musl' ||
      value.set.linkage !== 'dynamic' ||
      value.path.length === 0
    )
      continue;
    if (
      noProgram.test(value.path.join('.')) ||
      builds.some(({ builder, call }) => builder === 'shell' && standsIn(node, call))
    )
      continue;
    return [
      {
        id: 'not-linked-static',
        node,
        title: 'This package set links to musl dynamically',
        why: 'Its programs need the loader and the libraries of musl where they run.',
        fix: 'Use pkgsStatic for programs that are to run anywhere.',
        confidence: 0.75,
        edits: makeStatic(value.set, values, text),
      },
    ];
  }
  return [];
};

/** Things of a dynamic musl set that are no program: compilers, functions, what a shell is made with. */
const noProgram =
  /^(?:stdenv$|stdenv\.(?:cc|hostPlatform|buildPlatform|targetPlatform)\b|gcc|clang|binutils|bintools|lib$|lib\.|musl|fetch|write|runCommand|mkShell|buildPackages|rust-bin|makeRustPlatform|callPackage$|pkg-config|libgcc|path$|config\b|system$|extend$|overlays?)/;

const withoutComments = (root: NixNode, text: string): string => {
  let rest = text;
  for (const { from, to } of [...below(root)].filter(({ kind }) => kind === 'comment'))
    rest = rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to);
  return rest;
};

export const nestedSets: Rule = ({ root, values }) => {
  const faults: NixFault[] = [];
  for (const node of below(root)) {
    const value = node.kind === 'select_expression' ? values.of(node) : null;
    if (value?.kind !== 'of-set' || value.set.madeBy !== node || value.set.by.join('.') !== 'pkgsMusl.pkgsStatic')
      continue;
    const outer = [...below(node)].find((each) => each.kind === 'identifier' && values.textOf(each) === 'pkgsMusl');
    faults.push({
      id: 'nix-static-set-nested',
      node,
      title: 'pkgsStatic of pkgsMusl does not build',
      why: 'Both are for musl, so nixpkgs takes the build for a native one and mixes the two sets (nixpkgs issue 210251).',
      fix: 'Use pkgsStatic of the plain set.',
      confidence: 0.85,
      edits: outer ? [{ from: outer.from, to: outer.to + 1, text: '' }] : [],
    });
  }
  return faults;
};

export const muslGccName: Rule = ({ root, values }) => {
  const faults: NixFault[] = [];
  for (const node of below(root)) {
    if (node.kind !== 'interpolation' || isCommented(node, values)) continue;
    const parts = node.parent?.children ?? [];
    const next = parts[parts.indexOf(node) + 1];
    const [, name] =
      next?.kind === 'string_fragment' ? (/^\/bin\/musl-(gcc|g\+\+|clang)/.exec(values.textOf(next)) ?? []) : [];
    const [compiler] = node.children;
    if (name === undefined || next === undefined || compiler === undefined) continue;
    const value = values.of(compiler);
    const written = values.textOf(compiler);
    if (!(value.kind === 'of-set' ? isCompiler(value) : /\bstdenv\.cc$/.test(written))) continue;
    faults.push({
      id: 'musl-gcc-missing',
      node: next,
      title: 'No compiler of nixpkgs is called musl-gcc',
      why: 'musl-gcc is a wrapper that other distributions have; the name here is the triple with -gcc behind it.',
      fix: 'Use the prefix that the compiler names itself, targetPrefix.',
      confidence: 0.92,
      edits: [
        {
          from: next.from,
          to: next.from + `/bin/musl-${name}`.length,
          text: `/bin/\${${written}.targetPrefix}${name === 'g++' ? 'c++' : 'cc'}`,
        },
      ],
    });
  }
  return faults;
};

const moving =
  /\/(?:archive|tarball)\/(?:refs\/heads\/)?(?:master|main|nixos-[\w.-]+|nixpkgs-[\w.-]+)(?:\.tar\.gz|\.zip)?["\s]?$/;

export const unpinned: Rule = ({ root, values, builds }) => {
  if (!builds.some(({ isMusl }) => isMusl)) return [];
  const faults: NixFault[] = [];
  for (const node of below(root)) {
    const isUrl = node.kind === 'string_expression' || node.kind === 'uri_expression';
    if (!isUrl || !moving.test(values.textOf(node)) || !/fetch(?:Tarball|zip)/.test(values.textOf(node.parent ?? node)))
      continue;
    faults.push({
      id: 'nix-input-unpinned',
      node,
      title: 'The content of this URL can change',
      why: 'A branch moves on, so the same file builds another program later, or none.',
      fix: 'Name a commit, with its sha256.',
      confidence: 0.7,
      edits: [],
    });
  }
  return faults;
};

import { asksStatic, type NixBuild, wordsOf } from '../builds.js';
import { remove, replace, type TextEdit } from '../edits.js';
import { bare, below, child, type NixNode, standsIn } from '../syntax.js';
import type { Attribute, Values } from '../values.js';
import type { NixFile, Rule } from './fault.js';
import { makeStatic, muslSetAt } from './musl-set.js';
import { isCompiler } from './packages.js';

/** `stdenv` and `target` do not reach the hook of the host's rustPlatform, which passes the host's triple. */
export const hostRustPlatform: Rule = (file) =>
  file.builds.filter(isHostRust).map((build) => {
    const named = /^(\w+)\.buildRustPackage$/.exec(file.values.textOf(build.callee))?.[1];
    const bound = named === undefined ? null : file.values.names.lookUp(named, build.call);
    const inherited = bound?.node.parent?.kind === 'inherited_attrs' ? bound.node : null;
    return {
      id: 'rust-target-is-gnu-not-musl',
      node: inherited ?? build.callee,
      title: 'The rustPlatform of the glibc set builds for glibc',
      why: 'Its hook passes the --target of its own package set to cargo, regardless of stdenv, target and CARGO_BUILD_TARGET.',
      fix: 'Build with the rustPlatform of a static musl set.',
      confidence: 0.95,
      edits: onMuslPlatform(build, file),
    };
  });

const isHostRust = ({ builder, by, isMusl, ownPhase }: NixBuild): boolean =>
  builder === 'rust' && isMusl && !ownPhase && by?.set.libc === 'glibc';

const onMuslPlatform = (build: NixBuild, file: NixFile): readonly TextEdit[] => {
  const { values, text } = file;
  const musl = muslSetAt(build.call, baseOf(build, values), values);
  const [toolchain] = toolchains(file);
  const platform = toolchain
    ? `(${musl.name}.makeRustPlatform { cargo = ${toolchain.name}; rustc = ${toolchain.name}; })`
    : `${musl.name}.rustPlatform`;
  return [
    replace(build.callee, `${platform}.buildRustPackage`),
    ...(musl.set ? makeStatic(musl.set, values, text) : []),
  ];
};

/** The expression of the set whose builder is called, such as `pkgs` in `pkgs.rustPlatform.buildRustPackage`. */
const baseOf = ({ callee }: NixBuild, values: Values): string => {
  const [, base] = /^([\w.'-]+?)\.(?:rustPlatform|makeRustPlatform)\b/.exec(values.textOf(callee)) ?? [];
  return base ?? 'pkgs';
};

const ignored: Readonly<Record<string, string>> = {
  stdenv: 'The builder uses the stdenv of its own rustPlatform',
  target: 'The builder takes its target from the package set of its rustPlatform',
  supportedSystems: 'Platforms are listed in meta.platforms',
};

export const ignoredArguments: Rule = ({ builds, text }) =>
  builds
    .filter(({ builder, isMusl }) => builder === 'rust' && isMusl)
    .flatMap(({ attributes }) =>
      attributes.flatMap(({ name, node }) => {
        const why = ignored[name];
        if (why === undefined) return [];
        return [
          {
            id: 'nix-argument-ignored',
            node,
            title: `buildRustPackage ignores ${name}`,
            why: `${why}; this one becomes an environment variable.`,
            fix: `Remove ${name}.`,
            confidence: 0.9,
            edits: node.kind === 'binding' ? [remove(node, text)] : [],
          },
        ];
      }),
    );

export const unusedToolchain: Rule = (file) => {
  const hosts = file.builds.filter(
    ({ builder, by }) => builder === 'rust' && by !== null && by.toolchain === undefined,
  );
  if (hosts.length === 0) return [];
  return toolchains(file)
    .filter(({ name, bound }) => !isUsed(name, bound, file))
    .map(({ name, bound }) => ({
      id: 'nix-toolchain-unused',
      node: bound,
      title: `No build uses the toolchain ${name}`,
      why: 'It has the standard library for musl, but the packages are built with the rustc of nixpkgs.',
      fix: 'Make a rustPlatform of it, with makeRustPlatform of the musl set.',
      confidence: 0.85,
      edits: hosts.flatMap((build) => onMuslPlatform(build, file)),
    }));
};

/** Toolchains of a file that have the standard library for musl, by name. */
const toolchains = ({
  root,
  values,
}: NixFile): readonly { readonly name: string; readonly bound: NixNode; readonly value: NixNode }[] => {
  const found = [];
  for (const node of below(root)) {
    if (node.kind !== 'binding' || node.parent?.parent?.kind !== 'let_expression') continue;
    const value = child(node, 'expression');
    const path = child(node, 'attrpath');
    if (value === null || path === null || path.children.length !== 1) continue;
    const text = values.textOf(value);
    const isToolchain = /\btargets\s*=|\bcombine\b/.test(text) && /\brust-bin\b|\bfenix\b|\brustChannelOf\b/.test(text);
    const target =
      /linux-musl/.test(text) ||
      [...below(value)].some(
        (each) => each.kind === 'variable_expression' && /linux-musl/.test(values.words(each) ?? ''),
      );
    if (isToolchain && target && bare(value).kind !== 'function_expression')
      found.push({ name: values.textOf(path), bound: node, value });
  }
  return found;
};

/** Whether a toolchain builds something, rather than being in a shell. */
const isUsed = (name: string, bound: NixNode, { root, values, builds }: NixFile): boolean => {
  const shells = builds.filter(({ builder }) => builder === 'shell');
  for (const node of below(root)) {
    const isName = node.kind === 'variable_expression' || node.parent?.kind === 'inherited_attrs';
    if (!isName || values.textOf(node) !== name || standsIn(node, bound)) continue;
    if (!shells.some(({ call }) => standsIn(node, call))) return true;
  }
  return false;
};

/** crane and naersk take the rustc of nixpkgs where they are given none. */
export const hostToolchain: Rule = ({ builds }) =>
  builds
    .filter(
      ({ builder, by, isMusl, attributes }) =>
        builder === 'crane' &&
        isMusl &&
        by !== null &&
        by.set.libc === 'glibc' &&
        by.toolchain === undefined &&
        attributes.some(({ name }) => /^(?:env\.)?CARGO_BUILD_TARGET$/.test(name)),
    )
    .map(({ callee }) => ({
      id: 'rust-std-target-missing',
      node: callee,
      title: 'The rustc of nixpkgs has no standard library for musl',
      why: 'Without a toolchain of its own, this builder uses the rustc of the glibc set, which has std for that target only.',
      fix: 'Give it a toolchain with the musl target (rust-overlay: targets = [ … ]; fenix: combine), or use pkgsStatic.',
      confidence: 0.85,
      edits: [],
    }));

export const rustFlags: Rule = ({ builds, values, text }) =>
  builds
    .filter(({ builder, by, isMusl, ownPhase, attributes }) => {
      const hasTarget = attributes.some(({ name }) => /^(?:env\.)?CARGO_BUILD_TARGET$/.test(name));
      if (!isMusl || ownPhase || builder === 'c' || builder === 'go') return false;
      // A cross set's hook passes --target, and cargo keeps the flags from build scripts then.
      return builder === 'rust' ? by === null || by.set.libc === 'glibc' : !hasTarget && !by?.set.cross;
    })
    .flatMap((build) =>
      build.attributes
        .filter(({ name }) => /^(?:env\.)?(?:CARGO_BUILD_|CARGO_ENCODED_)?RUSTFLAGS$/.test(name))
        .filter((each) => asksStatic(wordsOf(each, values)) || /link-arg=-static|-L\s*\$\{/.test(wordsOf(each, values)))
        .map((attribute) => ({
          id: 'proc-macro-on-crt-static-target',
          node: attribute.node,
          title: `${attribute.name} reaches build scripts and proc-macros`,
          why: 'Wherever cargo is called without --target, these flags also apply to what runs on the machine that builds, which is not static.',
          fix:
            build.builder === 'rust'
              ? 'Remove it: a static set links statically by itself.'
              : 'Give the flags to the musl target alone.',
          confidence: 0.8,
          edits:
            attribute.node.kind === 'binding'
              ? [build.builder === 'rust' ? remove(attribute.node, text) : forTarget(attribute, build, values)]
              : [],
        })),
    );

/** The same flags for one target, in the variable that cargo has for that. */
const forTarget = ({ node, name }: Attribute, { attributes }: NixBuild, values: Values): TextEdit => {
  const arch =
    attributes.map((each) => /(\w+)-unknown-linux-musl/.exec(wordsOf(each, values))?.[1]).find(Boolean) ?? 'x86_64';
  const path = child(node, 'attrpath') ?? node;
  return replace(
    path,
    name.replace(
      /(?:CARGO_(?:BUILD|ENCODED)_)?RUSTFLAGS$/,
      `CARGO_TARGET_${arch.toUpperCase()}_UNKNOWN_LINUX_MUSL_RUSTFLAGS`,
    ),
  );
};

export const compilerInInputs: Rule = ({ builds, text }) =>
  builds
    .filter(({ builder, isMusl, ownPhase }) => builder === 'rust' && isMusl && !ownPhase)
    .flatMap(({ inputs }) =>
      inputs.flatMap(({ node, value, list }) =>
        value.kind === 'of-set' && isCompiler(value)
          ? [
              {
                id: 'nix-compiler-in-inputs',
                node,
                title: `A C compiler is in ${list.name}`,
                why: 'The stdenv of the package set brings the compiler for the target, and the one for build scripts, under the names that cargo is told.',
                fix: 'Remove it.',
                confidence: 0.7,
                edits: [remove(node, text)],
              },
            ]
          : [],
      ),
    );

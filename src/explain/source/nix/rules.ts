import table from '../../../../flows/packages.yaml';
import { asksStatic, type BuildInput, buildsIn, type NixBuild, wordsOf } from './builds.js';
import { addBinding, append, remove, replace, type TextEdit } from './edits.js';
import { bare, below, child, type NixNode } from './syntax.js';
import type { Attribute, Bound, OfSet, PackageSet, Value, Values } from './values.js';

/** What is wrong at one place of a Nix file, and what to write instead. */
export interface NixFault {
  /** Id of a cause, or of a fault that only build files have. */
  readonly id: string;
  readonly node: NixNode;
  readonly title: string;
  readonly why: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  readonly confidence: number;
  /** The fix; empty where it needs more than this file shows. */
  readonly edits: readonly TextEdit[];
}

interface File {
  readonly text: string;
  readonly root: NixNode;
  readonly values: Values;
  readonly builds: readonly NixBuild[];
}

type Rule = (file: File) => readonly NixFault[];

const libraries: ReadonlySet<string> = new Set(
  (table as readonly { readonly nix?: { readonly attr: string } }[]).flatMap(({ nix }) => (nix ? [nix.attr] : [])),
);
const outputs = new Set(['dev', 'out', 'lib', 'static']);

const ofSetOrNull = (value: Value): OfSet | null => (value.kind === 'of-set' ? value : null);
const isLibrary = ({ path: [first = '', output] }: OfSet, input: BuildInput | null): boolean =>
  input?.runs
    ? libraries.has(first) && output !== undefined && outputs.has(output)
    : libraries.has(first) || (output !== undefined && outputs.has(output) && first !== 'stdenv' && first !== 'glibc');
const isCompiler = ({ path }: OfSet): boolean => /^(?:stdenv\.cc|gcc|clang)$/.test(path.join('.'));

/** Quotes, and whatever else makes a text be called as a function. */
const calledText: Rule = ({ root, values }) => {
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

/** Puts a token that is missing behind what stands before it, in front of the comments between. */
const missingToken = ({ kind, from, parent }: NixNode): readonly TextEdit[] => {
  const before = parent?.children.findLast((each) => each.kind !== 'comment' && each.to <= from && !each.missing);
  const at = before?.to ?? from;
  return /^[;})\]=:]$/.test(kind) ? [{ from: at, to: at, text: kind }] : [];
};

const unparsed: Rule = ({ root, text }) => {
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
          : 'From here on it is no Nix: a missing semicolon, an unbalanced brace or a stray character, here or right before.',
        fix: node.missing ? `Add ${node.kind}.` : 'Fix the expression here or right before.',
        confidence: 0.98,
        edits: node.missing ? missingToken(node) : [],
      },
    ];
  }
  return [];
};

/** Toolchains of a file that have the standard library for musl, by name. */
const toolchains = ({
  root,
  values,
}: File): readonly { readonly name: string; readonly bound: NixNode; readonly value: NixNode }[] => {
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

const isInside = (node: NixNode, outer: NixNode): boolean => node.from >= outer.from && node.to <= outer.to;

/** Whether a toolchain builds something, rather than being in a shell. */
const isUsed = (name: string, bound: NixNode, { root, values, builds }: File): boolean => {
  const shells = builds.filter(({ builder }) => builder === 'shell');
  for (const node of below(root)) {
    const isName = node.kind === 'variable_expression' || node.parent?.kind === 'inherited_attrs';
    if (!isName || values.textOf(node) !== name || isInside(node, bound)) continue;
    if (!shells.some(({ call }) => isInside(node, call))) return true;
  }
  return false;
};

/** How a set for musl is written at a place: by a name that the file has, else as one of the given set. */
const muslSetAt = (
  node: NixNode,
  base: string,
  values: Values,
): { readonly name: string; readonly set: PackageSet | null } => {
  const sets = [...values.namesAt(node)].flatMap(([name, bound]: [string, Bound]) => {
    const value = bound.value === null ? null : values.of(bound.value);
    return value?.kind === 'of-set' && value.path.length === 0 && value.set.libc === 'musl'
      ? [{ name, set: value.set }]
      : [];
  });
  return sets.find(({ set }) => set.linkage === 'static') ?? sets[0] ?? { name: `${base}.pkgsStatic`, set: null };
};

/** Makes a set that links dynamically a static one; empty where its expression does not show how. */
const makeStatic = ({ madeBy, linkage }: PackageSet, values: Values, text: string): readonly TextEdit[] => {
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

/** The expression of the set whose builder is called, such as `pkgs` in `pkgs.rustPlatform.buildRustPackage`. */
const baseOf = ({ callee }: NixBuild, values: Values): string => {
  const [, base] = /^([\w.'-]+?)\.(?:rustPlatform|makeRustPlatform)\b/.exec(values.textOf(callee)) ?? [];
  return base ?? 'pkgs';
};

const onMuslPlatform = (build: NixBuild, file: File): readonly TextEdit[] => {
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

const isHostRust = ({ builder, by, isMusl, ownPhase }: NixBuild): boolean =>
  builder === 'rust' && isMusl && !ownPhase && by?.set.libc === 'glibc';

/** `stdenv` and `target` do not reach the hook of the host's rustPlatform, which passes the host's triple. */
const hostRustPlatform: Rule = (file) =>
  file.builds.filter(isHostRust).map((build) => {
    const named = /^(\w+)\.buildRustPackage$/.exec(file.values.textOf(build.callee))?.[1];
    const bound = named === undefined ? null : file.values.lookUp(named, file.values.scopeAt(build.call));
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

const ignored: Readonly<Record<string, string>> = {
  stdenv: 'The builder uses the stdenv of its own rustPlatform',
  target: 'The builder takes its target from the package set of its rustPlatform',
  supportedSystems: 'Platforms are listed in meta.platforms',
};

const ignoredArguments: Rule = ({ builds, text }) =>
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

const unusedToolchain: Rule = (file) => {
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

/** crane and naersk take the rustc of nixpkgs where they are given none. */
const hostToolchain: Rule = ({ builds }) =>
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

/** A library of the glibc set where musl is linked: in a list, or in a variable that the build reads. */
const glibcLibraries: Rule = ({ builds, values }) =>
  builds
    .filter(({ isMusl }) => isMusl)
    .flatMap((build) => {
      const inputs = build.inputs.flatMap((input) => {
        const value = ofSetOrNull(input.value);
        return value?.set.libc === 'glibc' && isLibrary(value, input) ? [{ node: input.node, value }] : [];
      });
      const inVariables = build.attributes
        .filter(({ name }) => /^(?:env\.)?[A-Z][A-Z0-9_a-z]*$/.test(name) && !/LD_LIBRARY_PATH/.test(name))
        .flatMap((attribute) => interpolated(attribute.value, values))
        .filter(
          ({ value }) =>
            value.set.libc === 'glibc' &&
            (isLibrary(value, null) || /^glibc|^stdenv\.cc\.libc/.test(value.path.join('.'))),
        );
      return [...inputs, ...inVariables].map(({ node, value }) => {
        const name = value.path.join('.');
        const base = /^([\w']+)\./.exec(values.textOf(node))?.[1] ?? 'pkgs';
        const musl = muslSetAt(build.call, base, values);
        return {
          id: 'host-glibc-leaks-into-musl-link',
          node,
          title: `${name} of the glibc set is in a musl build`,
          why: 'Its archive or shared object needs glibc, and its headers were made for glibc.',
          fix: `Take ${name} from the musl set.`,
          confidence: build.builder === 'shell' ? 0.8 : 0.9,
          edits: [replace(node, `${musl.name}.${name}`)],
        };
      });
    });

/** Things of a package set that a string names, where the line is no comment of a shell. */
const interpolated = (node: NixNode, values: Values): { readonly node: NixNode; readonly value: OfSet }[] =>
  [...below(node)].flatMap((each) => {
    if (each.kind !== 'interpolation' || isCommented(each, values)) return [];
    const [expression] = each.children;
    const value = expression ? ofSetOrNull(values.of(expression)) : null;
    return expression && value ? [{ node: expression, value }] : [];
  });

const isCommented = (interpolation: NixNode, values: Values): boolean => {
  const text = interpolation.parent;
  if (text?.kind !== 'indented_string_expression') return false;
  const before = values.textOf({ ...text, to: interpolation.from });
  return /(?:^|\n)\s*#[^\n]*$/.test(before);
};

const libcInInputs: Rule = ({ builds, text }) =>
  builds.flatMap(({ inputs, isMusl }) =>
    inputs.flatMap(({ node, value, list }) => {
      const path = value.kind === 'of-set' ? value.path.join('.') : '';
      const isLibc =
        /^stdenv\.cc\.libc(?:\.\w+)?$/.test(path) ||
        (isMusl && value.kind === 'of-set' && value.set.libc === 'glibc' && /^glibc(?:\.|$)/.test(path));
      if (!isLibc) return [];
      return [
        {
          id: path.startsWith('glibc') ? 'host-glibc-leaks-into-musl-link' : 'nix-libc-in-inputs',
          node,
          title: `The C library is in ${list.name}`,
          why: 'The compiler of a stdenv brings its libc; a second one changes the order of headers and start files, also for the machine that builds.',
          fix: 'Remove it.',
          confidence: 0.88,
          edits: [remove(node, text)],
        },
      ];
    }),
  );

const compilerInInputs: Rule = ({ builds, text }) =>
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

const includePaths: Rule = ({ builds, values, text }) =>
  builds
    .filter(({ isMusl }) => isMusl)
    .flatMap((build) =>
      build.attributes
        .filter(
          (each) =>
            /^(?:env\.)?NIX_(?:CFLAGS_COMPILE|LDFLAGS)$/.test(each.name) && /-[IL]\s*\$\{/.test(wordsOf(each, values)),
        )
        .map((attribute) => {
          const named = interpolated(attribute.value, values).map(({ value }) => value.path[0] ?? '');
          const present = build.inputs.map(({ value }) => (value.kind === 'of-set' ? value.path[0] : null));
          const isPlain = !/-(?![IL])\w/.test(wordsOf(attribute, values).replace(/\$\{[^}]*\}\S*/g, ''));
          const isWhole = isPlain && named.every((name) => present.includes(name)) && attribute.node.kind === 'binding';
          return {
            id: 'nix-include-paths-by-hand',
            node: attribute.node,
            title: `${attribute.name} is given the folders of libraries`,
            why: 'It reaches the compiler of the machine that builds, too; the wrapper adds the folders of what is in buildInputs, for the target alone.',
            fix: 'List the libraries in buildInputs of the musl set, and remove this.',
            confidence: 0.85,
            edits: isWhole ? [remove(attribute.node, text)] : [],
          };
        }),
    );

const rustFlags: Rule = ({ builds, values, text }) =>
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

const muslGccName: Rule = ({ root, values }) => {
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

const dynamicLibraries: Rule = ({ builds, values, text }) => {
  const seen = new Set<unknown>();
  return builds
    .filter(({ isStatic, builder }) => isStatic && builder !== 'shell')
    .flatMap(({ inputs, attributes }) => [
      ...inputs.filter(({ runs }) => !runs).map(({ node, value }) => ({ node, value })),
      ...attributes
        .filter(({ name }) => /FLAGS$|_LIB_DIR$/.test(name))
        .flatMap(({ value }) => interpolated(value, values)),
    ])
    .flatMap(({ node, value }) => {
      if (value.kind !== 'of-set' || value.set.libc !== 'musl' || value.set.linkage !== 'dynamic') return [];
      if (!libraries.has(value.path[0] ?? '') || value.path.includes('static') || value.path.length > 2) return [];
      const key = value.set.madeBy ?? value.set.by.join('.');
      if (seen.has(key)) return [];
      seen.add(key);
      return [
        {
          id: 'not-linked-static',
          node: value.set.madeBy ?? node,
          title: `This musl set has ${value.path[0]} as a shared library`,
          why: 'It links to musl dynamically, so it has no archives, and a static link finds nothing to take.',
          fix: 'Use the static set.',
          confidence: 0.87,
          edits: makeStatic(value.set, values, text),
        },
      ];
    });
};

/** Things of a dynamic musl set that are no program: compilers, functions, what a shell is made with. */
const noProgram =
  /^(?:stdenv$|stdenv\.(?:cc|hostPlatform|buildPlatform|targetPlatform)\b|gcc|clang|binutils|bintools|lib$|lib\.|musl|fetch|write|runCommand|mkShell|buildPackages|rust-bin|makeRustPlatform|callPackage$|pkg-config|libgcc|path$|config\b|system$|extend$|overlays?)/;

const dynamicMusl: Rule = ({ root, values, builds, text }) => {
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
      builds.some(({ builder, call }) => builder === 'shell' && isInside(node, call))
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

const withoutComments = (root: NixNode, text: string): string => {
  let rest = text;
  for (const { from, to } of [...below(root)].filter(({ kind }) => kind === 'comment'))
    rest = rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to);
  return rest;
};

const nestedSets: Rule = ({ root, values }) => {
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

const tools =
  /^(?:pkg-config|cmake|meson|ninja|makeWrapper|autoreconfHook|installShellFiles|perl|python3|rustc|cargo)$/;

/** Programs that the build runs, among what it links: of another libc, or of the target, they do not run. */
const toolsAmongLibraries: Rule = ({ builds, values, text }) =>
  builds
    .filter(({ builder, isMusl }) => isMusl && builder !== 'shell')
    .flatMap((build) => {
      const nameOf = ({ value }: BuildInput) => (value.kind === 'of-set' ? (value.path[0] ?? '') : '');
      const running = build.inputs.filter(({ runs }) => runs).map(nameOf);
      const isTool = (name: string) =>
        tools.test(name) || (name === 'protobuf' && (build.builder === 'rust' || build.builder === 'crane'));
      return build.inputs
        .filter((input) => !input.runs && isTool(nameOf(input)) && !running.includes(nameOf(input)))
        .map((input) => {
          const native = build.attributes.find(({ name }) => name === 'nativeBuildInputs');
          const written = values.textOf(input.node);
          const base =
            input.value.kind === 'of-set' && input.value.set.libc === 'glibc' && written.includes('.')
              ? written
              : `pkgs.${nameOf(input)}`;
          const holder = build.attributes.find(({ name }) => name === 'buildInputs')?.node.parent?.parent;
          const added = native
            ? append(native.value, [base], text)
            : holder && addBinding(holder, `nativeBuildInputs = [ ${base} ];`, text);
          return {
            id: nameOf(input) === 'protobuf' ? 'protoc-missing' : 'nix-tool-among-libraries',
            node: input.node,
            title: `${nameOf(input)} runs during the build and is in ${input.list.name}`,
            why: 'What is linked is made for the target; with strictDeps it is not on the PATH, and in a cross build it does not run.',
            fix: 'Move it to nativeBuildInputs.',
            confidence: 0.92,
            edits: added ? [remove(input.node, text), added] : [],
          };
        });
    });

/** A builder of the glibc set with libraries for musl: without strictDeps both kinds of inputs are mixed. */
const looseInputs: Rule = ({ builds, text }) =>
  builds
    .filter(
      ({ builder, by, isMusl, attributes, inputs }) =>
        builder !== 'rust' &&
        by?.set.libc === 'glibc' &&
        isMusl &&
        inputs.some(
          ({ runs, value }) => !runs && value.kind === 'of-set' && value.set.libc === 'musl' && !isCompiler(value),
        ) &&
        !attributes.some(({ name }) => name === 'strictDeps'),
    )
    .flatMap(({ callee, attributes }) => {
      const set = attributes.find(({ node }) => node.kind === 'binding')?.node.parent?.parent;
      return [
        {
          id: 'nix-strict-deps-missing',
          node: callee,
          title: 'Inputs for musl without strictDeps',
          why: 'Without strictDeps a builder of the glibc set offers libraries for musl to what runs on the machine that builds, too.',
          fix: 'Set strictDeps = true.',
          confidence: 0.65,
          edits: set ? [addBinding(set, 'strictDeps = true;', text)] : [],
        },
      ];
    });

const moving =
  /\/(?:archive|tarball)\/(?:refs\/heads\/)?(?:master|main|nixos-[\w.-]+|nixpkgs-[\w.-]+)(?:\.tar\.gz|\.zip)?["\s]?$/;

const unpinned: Rule = ({ root, values, builds }) => {
  if (!builds.some(({ isMusl }) => isMusl)) return [];
  const faults: NixFault[] = [];
  for (const node of below(root)) {
    const isUrl = node.kind === 'string_expression' || node.kind === 'uri_expression';
    if (!isUrl || !moving.test(values.textOf(node)) || !/fetch(?:Tarball|zip)/.test(values.textOf(node.parent ?? node)))
      continue;
    faults.push({
      id: 'nix-input-unpinned',
      node,
      title: 'What this URL gives changes',
      why: 'A branch moves on, so the same file builds another program later, or none.',
      fix: 'Name a commit, with its sha256.',
      confidence: 0.7,
      edits: [],
    });
  }
  return faults;
};

const rules: readonly Rule[] = [
  unparsed,
  calledText,
  hostRustPlatform,
  muslGccName,
  ignoredArguments,
  glibcLibraries,
  libcInInputs,
  dynamicLibraries,
  dynamicMusl,
  unusedToolchain,
  hostToolchain,
  includePaths,
  rustFlags,
  toolsAmongLibraries,
  compilerInInputs,
  nestedSets,
  looseInputs,
  unpinned,
];

/** What is wrong with a Nix file for a musl build, the surest first. */
export const faultsOf = (text: string, root: NixNode, values: Values): readonly NixFault[] => {
  const file = { text, root, values, builds: buildsIn(root, values) };
  const found = rules.flatMap((rule) => rule(file));
  // Where several rules speak of one place, the surest does.
  const places = new Map<string, NixFault>();
  for (const fault of found) {
    const key = `${fault.node.from}:${fault.node.to}`;
    const known = places.get(key);
    if (known === undefined || known.confidence < fault.confidence) places.set(key, fault);
  }
  return [...places.values()].sort((a, b) => b.confidence - a.confidence || a.node.from - b.node.from);
};

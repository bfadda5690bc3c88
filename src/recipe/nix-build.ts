import { pins } from '../facts/pins.js';
import { linkNames } from '../project/link-names.js';
import { type Package, packageById } from '../project/packages.js';
import type { ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { archiveWords, arFlags, defaultConfig, makefileCompilers, usesPkgConfig } from './c-steps.js';
import { commentText, nixString } from './escape.js';
import { leftOutNotes, plainNameOf, type RecipeFile, type RecipeInput, titleOf } from './recipe.js';
import { collectPrograms, dropCompiled, markStart, refuseEmpty } from './shell.js';
import { isInTree } from './steps.js';
import { compileWordsOf, linkWordsOf, smallCargo, type Tuning } from './tuning.js';

/** The package set that compiles and links; pkgsStatic where nothing else was proven. */
export const nixSet = (options: RungOptions): NonNullable<RungOptions['nixSet']> => options.nixSet ?? 'pkgsStatic';

/** static.nix: the project as one derivation, for `nix-build`, and for a flake to import. */
export const nixBuild = ({ project, options }: RecipeInput): RecipeFile[] => [
  { path: 'static.nix', content: staticNix(project, nixSet(options), options) },
];

const staticNix = (project: ChosenProject, set: string, tuning: Tuning): string => {
  const { build } = project;
  const builder = build.system === 'cargo' ? cargoDerivation : build.system === 'go' ? goDerivation : stdenvDerivation;
  const { args, body } = builder(project, set, tuning);
  return `# ${commentText(titleOf(project))} as a static program, by the musl package set of nixpkgs.
#   nix-build static.nix                                  the pinned nixpkgs; the program is in result/bin
#   nix-build static.nix --arg nixpkgs '<nixpkgs>'        the nixpkgs of this machine
#   NIX_BUILD_CORES and --cores set how many compilers run in parallel: each needs 0.2 GiB of memory
#   for C, 1 GiB for C++, 1.5 GiB for Rust.
${missing(project)}${leftOutNotes(project)
  .map((note) => `${note}\n`)
  .join('')}{
  # ${pins.nixpkgs.branch}
  nixpkgs ? fetchTarball {
    url = "https://github.com/NixOS/nixpkgs/archive/${pins.nixpkgs.rev}.tar.gz";
    sha256 = "${pins.nixpkgs.narHash}";
  },
  system ? builtins.currentSystem,
  pkgs ? import nixpkgs { inherit system; },
  # All from one set: a compiler for one C library cannot link libraries built for another.
  set ? pkgs.${set},
}:
# callPackage splices: nativeBuildInputs run on the build machine, buildInputs are linked into the program.
set.callPackage (
  { ${args.join(', ')} }:
${body}
) { }
`;
};

const missing = ({ libraries }: ChosenProject): string =>
  libraries
    .filter(({ known }) => !known)
    .map(({ id }) => `# Requested, but no package is known: ${commentText(id)}. Add it to buildInputs.\n`)
    .join('');

interface Derivation {
  readonly args: readonly string[];
  readonly body: string;
}

// The folder's own name may be one that the store refuses; what other builds left behind would only change the hash.
const source = (name: string): string => `builtins.path {
      path = ./.;
      name = ${nixString(`${name}-source`)};
      filter = path: _: builtins.match ".*\\\\.l?o" path == null
        && !(builtins.elem (baseNameOf path) [ ".git" "build-static" "dist-static" "result" "target" "node_modules" ]);
    }`;

// musl has crypt(3) itself. What a project can do without is left out where nixpkgs has no archive of it.
const known = (project: ChosenProject): Package[] =>
  project.libraries.flatMap(({ id, optional }) => {
    const entry = packageById(id);
    const given = entry && entry.nix.attr !== 'libxcrypt' && !(optional && entry.nix.static === 'none');
    return given ? [entry] : [];
  });

/** How an attribute is named within callPackage: its first part is the argument. */
const argument = (attr: string): string => attr.split('.')[0] as string;

/** How a package of a set that is not static all through gets its archive: expressions for buildInputs. */
const archives: Readonly<Record<string, (attr: string) => string[]>> = {
  output: (attr) => [attr, `${attr}.static`],
  static: (attr) => [`(${attr}.override { ${attr === 'openssl' ? 'static' : 'enableStatic'} = true; })`],
  autotools: (attr) => [`(${attr}.overrideAttrs (_: { dontDisableStatic = true; }))`],
  cmake: (attr) => [
    `(${attr}.overrideAttrs (old: { cmakeFlags = (old.cmakeFlags or [ ]) ++ [ "-DBUILD_SHARED_LIBS=OFF" ]; }))`,
  ],
  meson: (attr) => [
    `(${attr}.overrideAttrs (old: { mesonFlags = (old.mesonFlags or [ ]) ++ [ "-Ddefault_library=static" ]; }))`,
  ],
};

/** The libraries to link, as expressions, with their archives. */
export const buildInputs = (project: ChosenProject, set: string): string[] =>
  known(project).flatMap(
    ({ nix: { attr, static: how } }) => (set === 'pkgsMusl' ? archives[how]?.(attr) : null) ?? [attr],
  );

/** The arguments of callPackage that a project's libraries are. */
export const libraryArguments = (project: ChosenProject): string[] =>
  known(project).map(({ nix }) => argument(nix.attr));

const list = (items: readonly string[]): string => (items.length === 0 ? '[ ]' : `[ ${items.join(' ')} ]`);

/** Programs that the build runs, as attributes of nixpkgs. */
export const nativeTools = (project: ChosenProject): string[] => {
  const { build } = project;
  return [
    ...(usesPkgConfig(project) ? ['pkg-config'] : []),
    ...(build.system === 'cmake' ? ['cmake'] : []),
    ...(build.system === 'meson' ? ['meson', 'ninja'] : []),
    ...(build.system === 'autotools' && build.configure === 'absent' ? ['autoreconfHook'] : []),
    ...(build.system === 'cargo' && build.protobuf !== null ? ['protobuf'] : []),
    ...project.tools,
  ];
};

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

const stdenvDerivation = (project: ChosenProject, set: string, tuning: Tuning): Derivation => {
  const { build } = project;
  const name = plainNameOf(project);
  const tools = nativeTools(project);
  const inputs = buildInputs(project, set);
  const kconfig = build.system === 'make' && build.kconfig === true;
  const args = distinct(['stdenv', ...tools, ...libraryArguments(project)]);
  const compiler = `\${stdenv.cc.targetPrefix}`;
  const compiled = compileWordsOf(tuning);
  // A word with a blank in it cannot go through makeFlags.
  const worded: [string, string][] = [
    ...arFlags(project).map((flags): [string, string] => ['AR', `${compiler}ar ${flags}`]),
    ...makefileCompilers(project, { c: `${compiler}cc`, cxx: `${compiler}c++` }),
  ];
  const plain = [
    ['CC', `${compiler}cc`],
    ['CXX', `${compiler}c++`],
    ['AR', `${compiler}ar`],
    ['RANLIB', `${compiler}ranlib`],
  ].filter(([name]) => worded.every(([other]) => other !== name));
  const configureWords = build.system === 'autotools' ? archiveWords(build) : [];
  const own: Record<string, string[]> = {
    make: [`makeFlags = ${list(plain.map(([name, value]) => `"${name}=${value}"`))};`],
    autotools: [
      ...(configureWords.length > 0 ? [`configureFlags = ${list(configureWords.map((word) => `"${word}"`))};`] : []),
      // pkgsStatic gives them to every configure.
      ...(build.system === 'autotools' && build.refusesArchives ? ['dontAddStaticConfigureFlags = true;'] : []),
      'dontDisableStatic = true;',
      '# The manual is not needed here, and its tools would add many dependencies.',
      'makeFlags = [ "MAKEINFO=true" ];',
    ],
    cmake: ['cmakeFlags = [ "-DBUILD_SHARED_LIBS=OFF" "-DCMAKE_FIND_LIBRARY_SUFFIXES=.a" ];'],
    meson: ['mesonFlags = [ "-Ddefault_library=static" ];'],
    plain: build.system === 'plain' ? plainPhase(build.programs, project) : [],
  };
  const lines = [
    `pname = ${nixString(name)};`,
    'version = "static";',
    `src = ${source(name)};`,
    ...(tools.length > 0 ? [`nativeBuildInputs = ${list(tools)};`] : []),
    ...(inputs.length > 0 ? [`buildInputs = ${list(inputs)};`] : []),
    '# pkgsStatic does so by itself; pkgsMusl alone links dynamically with musl.',
    `NIX_CFLAGS_LINK = "${['-static', ...linkWordsOf(tuning)].join(' ')}";`,
    ...(compiled.length > 0 ? [`NIX_CFLAGS_COMPILE = "${compiled.join(' ')}";`] : []),
    ...(own[build.system] ?? []),
    'enableParallelBuilding = true;',
    // In the store all files are of one age: what an ordinary build left would be up to date.
    `preBuild = ''${[
      ...(isInTree(build.system) ? [dropCompiled('.')] : []),
      markStart('"$NIX_BUILD_TOP/started"'),
      // In single quotes: `$(X)` is make's to expand, not the shell's.
      ...worded.map(([name, value]) => `makeFlagsArray+=('${name}=${value}')`),
      ...(kconfig ? [`make $makeFlags "''\${makeFlagsArray[@]}" ${defaultConfig}`] : []),
    ].join('; ')}'';`,
    '# The programs, whether the project has an install target or not.',
    ...installPhase('.'),
  ];
  return { args, body: derivation('stdenv.mkDerivation', lines) };
};

const installPhase = (folder: string): string[] => [
  "installPhase = ''",
  '  runHook preInstall',
  '  mkdir -p "$out/bin"',
  ...collectPrograms(folder, '@started@', '@out@').map(
    (line, i, all) =>
      `  ${i === 0 ? '' : '  '}${line.replace('@started@', '"$NIX_BUILD_TOP/started"').replace('@out@', '"$out/bin"')}${i === all.length - 1 ? '' : ' \\'}`,
  ),
  `  ${refuseEmpty('"$out/bin"')}`,
  '  runHook postInstall',
  "'';",
];

const plainPhase = (
  programs: readonly { name: string; sources: readonly string[] }[],
  project: ChosenProject,
): string[] => {
  const flags = project.libraries.flatMap(({ id }) => linkNames(id)).map((name) => `-l${name}`);
  const lines = programs.map(({ name, sources }) => {
    const compiler = sources.every((path) => path.endsWith('.c')) ? '$CC' : '$CXX';
    return `  ${compiler} -static -O2 -pthread -o ${name} ${sources.map(shellWord).join(' ')} ${[...flags, '-lm'].join(' ')}`;
  });
  return ["buildPhase = ''", '  runHook preBuild', ...lines, '  runHook postBuild', "'';"];
};

// A word of shell within an indented Nix string, where '' and ${ are Nix's own.
const shellWord = (word: string): string => {
  const quoted = /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(word) ? word : `'${`./${word}`.replaceAll("'", "'\\''")}'`;
  return quoted.replaceAll("''", "'''").replace(/\$(?=\{)/g, "''$");
};

const cargoDerivation = (project: ChosenProject, set: string, { small }: Tuning): Derivation => {
  const name = plainNameOf(project);
  const tools = nativeTools(project);
  const inputs = buildInputs(project, set);
  const args = distinct(['rustPlatform', ...tools, ...libraryArguments(project)]);
  const lines = [
    `pname = ${nixString(name)};`,
    'version = "static";',
    `src = ${source(name)};`,
    'cargoLock.lockFile = ./Cargo.lock;',
    ...(tools.length > 0
      ? ['# Run on the build machine: used by build scripts.', `nativeBuildInputs = ${list(tools)};`]
      : []),
    ...(inputs.length > 0 ? [`buildInputs = ${list(inputs)};`] : []),
    'RUSTFLAGS = "-C target-feature=+crt-static";',
    ...(small ? Object.entries(smallCargo).map(([name, value]) => `${name} = "${value}";`) : []),
    ...(inputs.length > 0 ? ['PKG_CONFIG_ALL_STATIC = "1";', 'OPENSSL_STATIC = "1";'] : []),
    'doCheck = false;',
  ];
  return { args, body: derivation('rustPlatform.buildRustPackage', lines) };
};

const goDerivation = (project: ChosenProject, set: string): Derivation => {
  const { build } = project;
  const name = plainNameOf(project);
  const cgo = build.system === 'go' && build.cgo;
  const tools = nativeTools(project);
  const inputs = buildInputs(project, set);
  const args = distinct(['buildGoModule', 'lib', ...tools, ...libraryArguments(project)]);
  const lines = [
    `pname = ${nixString(name)};`,
    'version = "static";',
    `src = ${source(name)};`,
    '# The first build prints the right hash; null if the modules are in vendor/ or there are none.',
    'vendorHash = if builtins.pathExists ./vendor || !builtins.pathExists ./go.sum then null else lib.fakeHash;',
    ...(tools.length > 0 ? [`nativeBuildInputs = ${list(tools)};`] : []),
    ...(inputs.length > 0 ? [`buildInputs = ${list(inputs)};`] : []),
    `env.CGO_ENABLED = "${cgo ? 1 : 0}";`,
    ...(cgo
      ? [`tags = [ "netgo" "osusergo" ];`, `ldflags = [ "-s" "-w" "-linkmode external" "-extldflags '-static'" ];`]
      : ['ldflags = [ "-s" "-w" ];']),
    'doCheck = false;',
  ];
  return { args, body: derivation('buildGoModule', lines) };
};

const derivation = (builder: string, lines: readonly string[]): string =>
  `  ${builder} {\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`;

import { chooseBuild } from '../../src/project/choose-build.js';
import { detectProject } from '../../src/project/detect.js';
import type { BuildSystem, ChosenProject, LanguageSystem } from '../../src/project/project.js';
import { filesOf } from '../project/files-of.js';

const of = (tree: Record<string, string>, name = 'demo'): ChosenProject =>
  chooseBuild(detectProject(filesOf(tree, name)));

/** One project of each build system, each with a library. */
export const samples: Readonly<Record<Exclude<BuildSystem, LanguageSystem>, ChosenProject>> = {
  make: of({ Makefile: 'LIBS=-lz -lsodium\nBIN=demo\nall:\n' }),
  cmake: of({ 'CMakeLists.txt': 'project(demo C)\nfind_package(ZLIB REQUIRED)\nadd_executable(demo main.c)\n' }),
  meson: of({ 'meson.build': "project('demo', 'c')\ndependency('zlib')\nexecutable('demo', 'main.c')\n" }),
  autotools: of({
    'configure.ac': 'LT_INIT\nPKG_CHECK_MODULES([S], [openssl libcurl])\n',
    'Makefile.am': 'bin_PROGRAMS = demo\n',
  }),
  plain: of({ 'main.c': '#include <ncurses.h>\nint main(void) { return 0; }\n' }),
  cargo: of({
    'Cargo.toml': '[package]\nname = "demo"\nversion = "1.0.0"\n[build-dependencies]\ntonic-build = "0.12"\n',
    'src/main.rs': '',
    'Cargo.lock': '[[package]]\nname = "openssl-sys"\nversion = "0.9.0"\n',
  }),
  go: of({
    'go.mod': 'module example.org/demo\n',
    'main.go': 'package main\n// #cgo LDFLAGS: -lz\nimport "C"\nfunc main() {}\n',
  }),
};

/** One project of each build system of the other languages. */
export const languageSamples: Readonly<Record<LanguageSystem, ChosenProject>> = {
  cabal: of({ 'demo.cabal': '' }),
  crystal: of({ 'shard.yml': 'targets:\n  demo:\n    main: src/demo.cr\n', 'src/demo.cr': '' }),
  dub: of({ 'dub.sdl': '' }),
  dune: of({ 'dune-project': '', 'bin/dune': '(executable (name demo))', 'bin/demo.ml': '' }),
  fpc: of({ 'demo.lpr': '' }),
  nim: of({ 'demo.nimble': 'bin = @["demo"]', 'demo.nim': '' }),
  zig: of({ 'build.zig': '' }),
};

/** Names that are code in some language or other. */
export const hostileSources = [
  "it's.c",
  `\${x}.c`,
  '$(touch pwned).c',
  '`id`.c',
  'a b.c',
  '-o.c',
  '{{jobs}}.c',
  `''\${y}''.c`,
  '"q".c',
  '\\n.c',
  'a;b.c',
  '@x.c',
  '<<EOF.c',
  '+x.c',
  '~.c',
  '#x.c',
  '%x.c',
  '=x.c',
];

/** A project of one C file with a hostile name. */
export const hostile = (source: string): ChosenProject =>
  of({ [source]: 'int main(void) { return 0; }\n' }, '$(id) `x` "y"');

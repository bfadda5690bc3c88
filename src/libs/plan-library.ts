import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';
import { installPrefix } from './pkg-config-file.js';
import type { LibraryRecipe } from './recipes.js';

/** What a build of a library is made of. */
export interface LibraryInput {
  readonly recipe: LibraryRecipe;
  /** The rung's, with the libraries that this one needs. */
  readonly tools: Toolchain;
  readonly folders: {
    /** The folder of its configure or CMakeLists.txt. */
    readonly source: string;
    /** For scripts that stand for the tools, and what CMake builds. */
    readonly build: string;
    /** What it is installed to, as the root of a file system. */
    readonly stage: string;
  };
  readonly jobs: number;
  /** Whether the sources bring a `configure` that is ready to run. */
  readonly configured: boolean;
}

/** One command, without a shell. */
interface LibraryStep {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd: string;
}

export interface LibraryBuild {
  /** By absolute paths. */
  readonly files: readonly HelperFile[];
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly LibraryStep[];
}

/** The commands that build a library and install it below a folder. Pure. */
export const planLibrary = (input: LibraryInput): LibraryBuild => {
  const { recipe, tools, folders, configured } = input;
  const { build } = recipe;
  const named = (argv: readonly string[]): LibraryStep => {
    const filled = argv.map((word) => fill(word, input));
    return { name: `${recipe.id}: ${filled.slice(0, 2).join(' ').slice(0, 60)}`, argv: filled, cwd: folders.source };
  };
  return {
    files: scripts(tools, folders.build),
    env: environment(input, build.system === 'autotools' && configured),
    steps: [...(build.before ?? []), ...commandsFor(input), ...(build.steps ?? [])].map(named),
  };
};

const commandsFor = ({ recipe: { build }, tools, configured }: LibraryInput): readonly (readonly string[])[] => {
  const { args = [], make = [], install = ['install'] } = build;
  switch (build.system) {
    case 'autotools':
      return [
        ...(configured ? [] : [['autoreconf', '-fi']]),
        [
          './configure',
          `--prefix=${installPrefix}`,
          `--libdir=${installPrefix}/lib`,
          `--includedir=${installPrefix}/include`,
          '--sysconfdir=/etc',
          '--localstatedir=/var',
          '--disable-shared',
          '--enable-static',
          ...(tools.native ? [] : ['--host={arch}-linux-musl']),
          ...args,
        ],
        ['make', '-j{jobs}', ...make],
        ['make', 'DESTDIR={stage}', ...make.filter((word) => word.includes('=')), ...install],
      ];
    case 'cmake':
      return [
        [
          'cmake',
          '-S',
          '.',
          '-B',
          '{build}/cmake',
          '-DCMAKE_BUILD_TYPE=Release',
          `-DCMAKE_INSTALL_PREFIX=${installPrefix}`,
          '-DCMAKE_INSTALL_LIBDIR=lib',
          '-DCMAKE_C_COMPILER={cc}',
          '-DCMAKE_AR={ar}',
          '-DCMAKE_RANLIB={ranlib}',
          '-DBUILD_SHARED_LIBS=OFF',
          '-DBUILD_TESTING=OFF',
          '-DCMAKE_POSITION_INDEPENDENT_CODE=ON',
          '-DCMAKE_FIND_ROOT_PATH={roots}',
          ...['LIBRARY', 'INCLUDE', 'PACKAGE'].map((kind) => `-DCMAKE_FIND_ROOT_PATH_MODE_${kind}=ONLY`),
          ...(tools.native ? [] : ['-DCMAKE_SYSTEM_NAME=Linux', '-DCMAKE_SYSTEM_PROCESSOR={arch}']),
          ...args,
        ],
        ['cmake', '--build', '{build}/cmake', '-j{jobs}', ...make],
        ['cmake', '--install', '{build}/cmake', ...(install[0] === 'install' ? [] : install)],
      ];
    case 'commands':
    case 'copy':
      return [];
  }
};

/** Fills in the names in braces; any other brace stays as it is. */
const fill = (word: string, { recipe, tools, folders, jobs }: LibraryInput): string => {
  const names: Readonly<Record<string, string>> = {
    cc: `${folders.build}/bin/cc`,
    ar: `${folders.build}/bin/ar`,
    ranlib: `${folders.build}/bin/ranlib`,
    arch: tools.arch,
    build: folders.build,
    stage: folders.stage,
    prefix: installPrefix,
    jobs: String(jobs),
    roots: (tools.sysroots ?? []).join(';') || '/nonexistent',
    target: recipe.build.targets?.[tools.arch] ?? tools.arch,
  };
  return word.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(names, name) ? (names[name] ?? '') : whole,
  );
};

/** Tools of one word each, since a build system may take no other; all that they link is static. */
const scripts = (tools: Toolchain, folder: string): readonly HelperFile[] =>
  [
    { name: 'cc', argv: [...tools.cc, '-static'], before: tools.rewrites },
    ...(tools.cxx === null ? [] : [{ name: 'c++', argv: [...tools.cxx, '-static'], before: tools.rewrites }]),
    { name: 'ar', argv: tools.ar },
    { name: 'ranlib', argv: tools.ranlib },
  ].map(({ name, argv, before = [] }) => ({
    path: `${folder}/bin/${name}`,
    content: `${['#!/bin/sh', ...before, `exec ${shellQuote(argv)} "$@"`].join('\n')}\n`,
    executable: true,
  }));

const environment = (input: LibraryInput, generated: boolean): Readonly<Record<string, string>> => {
  const { recipe, tools, folders } = input;
  const bin = `${folders.build}/bin`;
  const roots = tools.sysroots ?? [];
  return {
    CC: `${bin}/cc`,
    ...(tools.cxx === null ? {} : { CXX: `${bin}/c++` }),
    AR: `${bin}/ar`,
    RANLIB: `${bin}/ranlib`,
    DESTDIR: folders.stage,
    // Position independent, so that a static PIE can take it, too.
    CFLAGS: '-O2 -fPIC',
    PKG_CONFIG_LIBDIR: roots.map((root) => `${root}/lib/pkgconfig`).join(':') || '/nonexistent',
    MAKEINFO: 'true',
    ...(tools.cacheVariable === undefined ? {} : { [tools.cacheVariable]: `${folders.build}/tool-cache` }),
    // A configure that is there is not rebuilt because unpacking gave its sources other times.
    ...(generated
      ? Object.fromEntries(['ACLOCAL', 'AUTOCONF', 'AUTOHEADER', 'AUTOMAKE'].map((name) => [name, ':']))
      : {}),
    ...Object.fromEntries(Object.entries(recipe.build.env ?? {}).map(([name, text]) => [name, fill(text, input)])),
  };
};

/** The program that proves a library, in C. Pure. */
export const checkSource = ({ check }: LibraryRecipe): string =>
  [
    ...(check.define === undefined ? [] : [`#define ${check.define.replace('=', ' ')}`]),
    ...check.headers.map((header) => `#include <${header}>`),
    `int main(void) { return (${check.fails}) ? 1 : 0; }`,
    '',
  ].join('\n');

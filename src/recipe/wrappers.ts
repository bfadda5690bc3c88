import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';

const isOneWord = ({ cc }: Toolchain): boolean => cc.length === 1;

const script = (name: string, lines: readonly string[]): HelperFile => ({
  path: `bin/${name}`,
  content: `${['#!/bin/sh', ...lines].join('\n')}\n`,
  executable: true,
});
const calling = (argv: readonly string[]): string => `exec ${shellQuote(argv)} "$@"`;

/** Scripts that stand for a compiler of several words, as zig's, where a build tool takes one word for it: cargo, CMake. */
export const wrappersFor = (tools: Toolchain): HelperFile[] =>
  isOneWord(tools)
    ? []
    : (
        [
          ['cc', tools.cc, tools.rewrites],
          ['c++', tools.cxx ?? tools.cc, tools.rewrites],
          ['ar', tools.ar, []],
        ] as const
      ).map(([name, argv, before = []]) => script(name, [...before, calling(argv)]));

/** The same tools by one word each, once `wrappersFor` is written to a folder. */
export const wrapped = (tools: Toolchain, folder: string): Toolchain =>
  isOneWord(tools)
    ? tools
    : {
        ...tools,
        cc: [`${folder}/bin/cc`],
        cxx: tools.cxx && [`${folder}/bin/c++`],
        ar: [`${folder}/bin/ar`],
      };

/** The words by which make and configure know the tools. */
export interface ToolWords {
  readonly files: readonly HelperFile[];
  readonly cc: string;
  readonly cxx: string | null;
  readonly ar: string;
  readonly ranlib: string;
  readonly pkgConfig: string;
}

/** Words before a command by which the compilers under their usual names (`named`) come first; [] where there are none. */
export const namedFirst = ({ files }: Pick<ToolWords, 'files'>, build: string): string[] =>
  files.some(({ path }) => path.startsWith(`${namesFolder}/`))
    ? ['sh', '-c', 'PATH="$0:$PATH" exec "$@"', `${build}/${namesFolder}`]
    : [];

/** For which build folder, and which tools beside those of C. */
export interface ToolWishes {
  readonly build: string;
  readonly cxx: boolean;
  readonly pkgConfig: boolean;
  /** What this compiler warns of is no error, whatever the makefile says of those that its author had: for builds without configure. */
  readonly lenient?: boolean;
  /** Compilers under their usual names, too, in a folder for the front of the search path. */
  readonly named?: boolean;
  /** Words behind those of the build system, which take their place. */
  readonly last?: readonly string[];
  /** Words for a link. */
  readonly link?: readonly string[];
}

/** Folder of compilers under their usual names, below the build folder. */
const namesFolder = 'bin/named';

/**
 * The tools for makefiles and configure scripts, with a compiler that links static by itself: makefiles overwrite
 * LDFLAGS or leave it out at the last link; CC they all use. Libtool takes `-static` for a word of its own, and hands
 * on only the longer form of it, which gcc and clang know, too.
 * Each is one word, a script in the build folder: `command -v "$CC"` finds no two. A relative build folder, as recipes
 * have it, is another one in every subfolder: there the words stand as they are.
 */
export const toolWords = (tools: Toolchain, wishes: ToolWishes): ToolWords => {
  const { build, cxx: withCxx, pkgConfig } = wishes;
  const { cc, ar, ranlib, rewrites = [] } = tools;
  const cxx = withCxx ? tools.cxx : null;
  if (!build.startsWith('/')) {
    const linking = (argv: readonly string[]): string => [...argv, '--static'].join(' ');
    const plain = { ar: ar.join(' '), ranlib: ranlib.join(' '), pkgConfig: 'pkg-config --static' };
    return { files: [], cc: linking(cc), cxx: cxx && linking(cxx), ...plain };
  }
  const files: HelperFile[] = [];
  const add = (name: string, lines: readonly string[]): string => {
    files.push(script(name, lines));
    return `${build}/bin/${name}`;
  };
  const link = (wishes.link ?? []).join(' ');
  const behind = [...(wishes.lenient ? ['-Wno-error'] : []), ...(wishes.last ?? [])].map((word) => ` ${word}`).join('');
  const tool = (name: string, argv: readonly string[]): string =>
    argv.length === 1 ? (argv[0] as string) : add(name, [calling(argv)]);
  const compiler = (name: string, argv: readonly string[], before: readonly string[] = []): string =>
    add(name, [
      ...before,
      ...rewrites,
      whileLinking(link),
      `exec ${shellQuote(argv)} $static${link === '' ? '' : ' $link'} "$@"${behind}`,
    ]);
  if (wishes.named && cc[0]?.startsWith('/')) {
    const before = [leaveSearchPath(`${build}/${namesFolder}`)];
    for (const name of ['cc', 'gcc']) compiler(`named/${name}`, cc, before);
    for (const name of ['c++', 'g++']) if (tools.cxx !== null) compiler(`named/${name}`, tools.cxx, before);
  }
  return {
    files,
    cc: compiler('cc', cc),
    cxx: cxx && compiler('c++', cxx),
    ar: tool('ar', ar),
    ranlib: tool('ranlib', ranlib),
    pkgConfig: pkgConfig ? add('pkg-config', [calling(['pkg-config', '--static'])]) : 'pkg-config',
  };
};

// What a compiler starts by name in its turn (musl-gcc starts gcc, as ccache does) is not the script again.
const leaveSearchPath = (folder: string): string =>
  `dir=:${shellQuote([folder])}: p=:$PATH:; case $p in *"$dir"*) PATH=\${p%%"$dir"*}:\${p#*"$dir"} PATH=\${PATH#:} PATH=\${PATH%:}; export PATH;; esac`;

// A shared library's own code the words would break, and one object of several; an object would lose its symbols.
const whileLinking = (link: string): string =>
  link === ''
    ? 'static=--static; for word; do case $word in -shared | --shared | -r) static=;; esac; done'
    : `static=--static link='${link}'; for word; do case $word in -shared | --shared | -r) static= link=;; -[cES]) link=;; esac; done`;

import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';

const isOneWord = ({ cc }: Toolchain): boolean => cc.length === 1;

const script = (name: string, lines: readonly string[]): HelperFile => ({
  path: `bin/${name}`,
  content: `${['#!/bin/sh', ...lines].join('\n')}\n`,
  executable: true,
});
const calling = (words: readonly string[]): string => `exec ${shellQuote(words)} "$@"`;

/** Scripts that stand for a compiler of several words, as zig's, where a build tool takes one word for it: cargo, CMake. */
export const wrappersFor = (tools: Toolchain): HelperFile[] =>
  isOneWord(tools)
    ? []
    : (
        [
          ['cc', tools.cc],
          ['c++', tools.cxx ?? tools.cc],
          ['ar', tools.ar],
        ] as const
      ).map(([name, words]) => script(name, [calling(words)]));

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

/** For which build folder, and which tools beside those of C. */
export interface ToolWishes {
  readonly build: string;
  readonly cxx: boolean;
  readonly pkgConfig: boolean;
}

/**
 * The tools for makefiles and configure scripts, with a compiler that links static by itself: makefiles overwrite
 * LDFLAGS or leave it out at the last link; CC they all use. Libtool takes `-static` for a word of its own, and hands
 * on only the longer form of it, which gcc and clang know, too.
 * Each is one word, a script in the build folder: `command -v "$CC"` finds no two. A relative build folder, as recipes
 * have it, is another one in every subfolder: there the words stand as they are.
 */
export const toolWords = (tools: Toolchain, { build, cxx: withCxx, pkgConfig }: ToolWishes): ToolWords => {
  const { cc, ar, ranlib } = tools;
  const cxx = withCxx ? tools.cxx : null;
  if (!build.startsWith('/')) {
    const linking = (words: readonly string[]): string => [...words, '--static'].join(' ');
    const plain = { ar: ar.join(' '), ranlib: ranlib.join(' '), pkgConfig: 'pkg-config --static' };
    return { files: [], cc: linking(cc), cxx: cxx && linking(cxx), ...plain };
  }
  const files: HelperFile[] = [];
  const add = (name: string, lines: readonly string[]): string => {
    files.push(script(name, lines));
    return `${build}/bin/${name}`;
  };
  const tool = (name: string, words: readonly string[]): string =>
    words.length === 1 ? (words[0] as string) : add(name, [calling(words)]);
  const compiler = (name: string, words: readonly string[]): string =>
    add(name, [unlessShared, `exec ${shellQuote(words)} $static "$@"`]);
  return {
    files,
    cc: compiler('cc', cc),
    cxx: cxx && compiler('c++', cxx),
    ar: tool('ar', ar),
    ranlib: tool('ranlib', ranlib),
    pkgConfig: pkgConfig ? add('pkg-config', [calling(['pkg-config', '--static'])]) : 'pkg-config',
  };
};

// A shared library's own code the word would break, and one object of several.
const unlessShared = 'static=--static; for word; do case $word in -shared | --shared | -r) static=;; esac; done';

import type { HelperFile, Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';

const isOneWord = ({ cc }: Toolchain): boolean => cc.length === 1;

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
      ).map(([name, words]) => ({
        path: `bin/${name}`,
        content: `#!/bin/sh\nexec ${shellQuote(words)} "$@"\n`,
        executable: true,
      }));

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

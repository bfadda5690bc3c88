import type { Toolchain } from '../rungs/toolchain.js';

/**
 * A rung's toolchain that finds libraries which were built from source, each in a folder of its own. They stand in the
 * compiler's own words: makefiles overwrite CPPFLAGS and LDFLAGS, the compiler they all use. `-isystem` comes after all
 * folders that the project itself names. Pure.
 * @param folders absolute paths, without blanks
 */
export const withLibraries = (tools: Toolchain, folders: readonly string[]): Toolchain => {
  const args = folders.flatMap((folder) => ['-isystem', `${folder}/include`, `-L${folder}/lib`]);
  return folders.length === 0
    ? tools
    : {
        ...tools,
        cc: [...tools.cc, ...args],
        cxx: tools.cxx && [...tools.cxx, ...args],
        sysroots: [...folders, ...(tools.sysroots ?? [])],
      };
};

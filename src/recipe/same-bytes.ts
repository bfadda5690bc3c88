/**
 * The same bytes from every folder: a makefile's paths, which compilers write into programs, are made relative. Sources:
 * gcc's "Overall Options", `-ffile-prefix-map`; rustc's "Remap source paths". go does so by `-trimpath`, and Nix and a
 * container build in a folder of one name.
 */
import type { BuildSystem } from '../project/project.js';
import type { Toolchain } from '../rungs/toolchain.js';
import { shellQuote } from '../text/shell-quote.js';

// They stand in a makefile until its text is written, since variables of make are escaped there.
const marks = { '@MAP@': '$(MAP)', '@REMAP@': '$(REMAP)' };

const ofC: readonly BuildSystem[] = ['make', 'autotools', 'cmake', 'meson', 'plain'];

/** The tools of a makefile, each with the word that makes its paths relative. Pure. */
export const withMaps = (tools: Toolchain, system: BuildSystem): Toolchain =>
  ofC.includes(system)
    ? { ...tools, cc: [...tools.cc, '@MAP@'], cxx: tools.cxx && [...tools.cxx, '@MAP@'] }
    : { ...tools, rustFlags: `${tools.rustFlags} @REMAP@`.trim() };

/** What the words are, as lines of the makefile: of a folder with a blank in its name, or by an old compiler, none. Pure. */
export const mapLines = ({ cc, zig }: Toolchain, system: BuildSystem): readonly string[] => {
  const note = '# The same bytes from every folder: paths in programs are relative.';
  const map = '-ffile-prefix-map=$(CURDIR)=.';
  const known = `$(shell echo 'int x;' | ${shellQuote(cc)} -ffile-prefix-map=/=/ -x c -c -o /dev/null - 2> /dev/null && echo ${map} || echo -pipe)`;
  if (ofC.includes(system)) return [note, `MAP := $(if $(word 2,$(CURDIR)),-pipe,${zig === undefined ? known : map})`];
  return system === 'cargo'
    ? [
        note,
        'REMAP := $(if $(word 2,$(CURDIR)),,--remap-path-prefix=$(CURDIR)=. --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo)',
      ]
    : [];
};

/** The text of a makefile, once all is escaped. Pure. */
export const nameMaps = (text: string): string =>
  Object.entries(marks).reduce((all, [mark, variable]) => all.replaceAll(mark, variable), text);

import type { Facts } from '../facts/facts.js';
import { rustTarget, zigTarget } from './architectures.js';
import { buildsHere } from './here.js';
import { unknownOf } from './open-facts.js';
import type { RungOptions } from './options.js';
import type { Rung } from './rung.js';
import { noSupply } from './supply.js';
import { binutils, type Programs, staticRust } from './toolchain.js';

type Cross = NonNullable<Facts['toolchain']['muslCross']>[number];

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The cross compilers of a machine that are not another rung's under a further name. */
const crossIn = ({ toolchain, os }: Facts, options: RungOptions): readonly Cross[] => {
  if (options.toolchain !== undefined) return toolchain.muslCross ?? [];
  const folder = folderOf(toolchain.muslGcc?.path ?? '');
  return (toolchain.muslCross ?? []).filter(({ path, arch, tools }) => {
    if (arch !== os.arch) return true;
    // Debian calls musl-gcc so too, and Alpine its own compiler.
    return os.libc !== 'musl' && (tools.includes('g++') || folderOf(path) !== folder);
  });
};

const programsOf = ({ path, tools }: Cross): Programs => {
  const beside = (tool: string): readonly string[] | null =>
    tools.includes(tool) ? [`${path.slice(0, -'gcc'.length)}${tool}`] : null;
  return {
    cc: [path],
    cxx: beside('g++'),
    ar: beside('ar') ?? binutils.ar,
    ranlib: beside('ranlib') ?? binutils.ranlib,
  };
};

/** Names as musl-cross-make has them. */
const named = (arch: string): Programs => {
  const triple = zigTarget(arch)?.replace(/^x86-/, 'i686-') ?? `${arch}-linux-musl`;
  const tool = (name: string) => [`${triple}-${name}`];
  return { cc: tool('gcc'), cxx: tool('g++'), ar: tool('ar'), ranlib: tool('ranlib') };
};

/** A whole gcc for musl under a name of its own: of musl-cross-make, Bootlin or a Nix cross shell. */
export const muslCross: Rung = {
  ...buildsHere,
  id: 'musl-cross',
  title: 'a musl cross compiler',
  libc: 'musl',
  gives: 'A musl binary from a complete gcc for musl, with its C++ library; also for other architectures.',
  tools: ['toolchain.muslCross'],
  ruledOut: (facts, options = {}) => {
    const arch = options.arch ?? facts.os.arch;
    if (facts.toolchain.muslCross === null) return null;
    const found = crossIn(facts, options);
    if (arch === null || found.some((each) => each.arch === arch)) return null;
    const [other] = found;
    return other === undefined
      ? 'No TRIPLE-linux-musl-gcc is on the search path; --toolchain DIR takes one from elsewhere'
      : `The musl cross compilers here are not for ${arch}; --arch ${other.arch} takes ${other.triple}-gcc`;
  },
  languages: ['c', 'cxx', 'rust', 'go', 'nim'],
  builds: {
    where: 'here',
    find: (facts, arch, options = {}) => {
      const found = crossIn(facts, options).find((each) => each.arch === arch);
      return found
        ? programsOf(found)
        : { blocked: `No musl cross compiler for ${arch} was found on the search path.`, findings: [] };
    },
    named,
    // It looks in its own sysroot alone.
    searches: () => ({ archives: [], headers: [] }),
    toolchain: (programs, arch, host) => ({
      ...programs,
      libc: 'musl',
      arch,
      native: arch === host,
      rustTarget: rustTarget('musl', arch),
      rustNative: false,
      rustFlags: staticRust,
      sysroots: null,
    }),
    makefile: 'Makefile.musl',
    standIns: [],
    asksTarget: 'musl',
  },
  openFacts: (facts) => [...buildsHere.openFacts(facts), ...unknownOf(facts, ['toolchain.muslCross', 'os.arch'])],
  // The compilers of a folder are read again by every build.
  basis: ({ toolchain }) => (toolchain === undefined ? ['toolchain.muslCross'] : []),
  forecast: () => 'Seconds; fetches nothing',
  recipes: ['makefile', 'justfile', 'team'],
  supply: () => noSupply('There is no package of it for this compiler'),
  lacksLibrary: "The cross compiler's own folder has no such library, and those of this machine are not built for it.",
  ci: null,
};

import { rustTarget } from './architectures.js';
import { buildsHere } from './here.js';
import type { Rung } from './rung.js';
import { noSupply } from './supply.js';
import { binutils, staticRust } from './toolchain.js';

/** musl's own wrapper for the machine's gcc, with musl's headers and archives. */
export const muslGcc: Rung = {
  ...buildsHere,
  id: 'musl-gcc',
  title: 'musl-gcc',
  libc: 'musl',
  gives: 'A musl binary from the host compiler with musl instead of glibc: C only, no C++ library, no kernel headers.',
  tools: ['toolchain.muslGcc'],
  ruledOut: ({ os, toolchain }) =>
    os.libc === 'musl' && toolchain.muslGcc === null
      ? 'For systems whose own C library is glibc; here it is musl, which every compiler links'
      : null,
  languages: ['c', 'rust', 'go', 'nim'],
  builds: {
    where: 'here',
    find: ({ toolchain, os }, arch) => {
      if (arch !== (os.arch ?? arch)) {
        return { blocked: `musl-gcc builds for ${os.arch}, not for ${arch}.`, findings: [] };
      }
      if (!toolchain.muslGcc) {
        return { blocked: 'musl-gcc is not installed.', findings: ['toolchain-musl-gcc-missing'] };
      }
      return { ...binutils, cc: [toolchain.muslGcc.path], cxx: null };
    },
    named: () => ({ ...binutils, cc: ['musl-gcc'], cxx: null }),
    searches: (arch) => ({
      archives: [`/usr/lib/${arch}-linux-musl`, '/usr/local/musl/lib'],
      headers: [`/usr/include/${arch}-linux-musl`, '/usr/local/musl/include'],
    }),
    toolchain: (programs, arch) => ({
      ...programs,
      libc: 'musl',
      arch,
      native: true,
      rustTarget: rustTarget('musl', arch),
      rustNative: false,
      // It brings no unwinder, so that rustc's own files are needed; its specs know no static PIE, and would link one
      // dynamically. By real links (rustc 1.85, musl 1.2.3).
      rustFlags: `${staticRust} -Crelocation-model=static`,
      // Where Debian has musl, and where its own `make install` puts it.
      sysroots: [`/usr/lib/${arch}-linux-musl`, '/usr/local/musl'],
    }),
    makefile: 'Makefile.musl',
    standIns: [],
    noKernelHeaders: true,
  },
  basis: () => ['toolchain.muslGcc.path', 'toolchain.muslGcc.version'],
  forecast: () => 'Seconds; fetches nothing',
  supply: () => noSupply('There is no such package for this compiler'),
  lacksLibrary:
    "musl-gcc provides musl and nothing else: this machine's libraries are built for glibc and cannot be linked.",
  ci: { action: null, packages: ['make', 'musl-tools', 'pkg-config'], librariesFromDebian: false },
};

import { buildsHere } from './here.js';
import { byOwnCompiler } from './other-languages.js';
import type { Rung } from './rung.js';
import { alpineSupply } from './supply.js';
import { binutils, ownMusl } from './toolchain.js';

/** The compiler of a machine whose own C library is musl: Alpine, Void, Chimera, or a container of them. */
export const nativeMusl: Rung = {
  ...buildsHere,
  id: 'native-musl',
  title: 'the compiler of this musl system',
  libc: 'musl',
  gives:
    'A musl binary from the compiler of the system itself: C, C++, Rust and Go, with the libraries of its packages.',
  tools: ['toolchain.cc', 'toolchain.muslStatic'],
  ruledOut: ({ os }) =>
    os.libc === 'glibc' ? 'For systems whose own C library is musl, such as Alpine; here it is glibc' : null,
  languages: ['c', 'cxx', 'rust', 'go', ...byOwnCompiler],
  builds: {
    where: 'here',
    find: ({ toolchain, os }, arch) => {
      if (arch !== (os.arch ?? arch)) {
        return { blocked: `The compiler of this machine builds for ${os.arch}, not for ${arch}.`, findings: [] };
      }
      if (os.libc === 'glibc') {
        return {
          blocked: 'The C library of this system is glibc, not musl.',
          findings: [],
        };
      }
      if (!toolchain.cc) return { blocked: 'No C compiler is installed.', findings: ['toolchain-cc-missing'] };
      return { ...binutils, cc: [toolchain.cc.path], cxx: toolchain.cxx && [toolchain.cxx.path] };
    },
    named: () => ({ ...binutils, cc: ['cc'], cxx: ['c++'] }),
    searches: (arch) => ({
      archives: ['/usr/lib', `/usr/lib/${arch}-linux-musl`, '/usr/local/lib'],
      headers: ['/usr/include', `/usr/include/${arch}-linux-musl`, '/usr/local/include'],
    }),
    toolchain: (programs, arch) => ({ ...ownMusl(arch), ...programs }),
    makefile: 'Makefile.musl',
    standIns: [],
  },
  openFacts: (facts) => [...buildsHere.openFacts(facts), ...(facts.os.libc === null ? ['os.libc'] : [])],
  basis: () => ['toolchain.cc.path', 'toolchain.cc.version', 'os.libc'],
  forecast: () => 'Seconds; fetches nothing',
  supply: alpineSupply(
    (packages) => `Install ${packages}`,
    (packages) => [`apk add ${packages}`],
  ),
  lacksLibrary:
    'Its header or its static archive is not installed (often only the shared library is), or the archive needs more libraries after it on the link line.',
  ci: { action: null, packages: [], librariesFromDebian: false, inAlpine: true },
};

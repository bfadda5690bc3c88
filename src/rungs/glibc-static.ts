import { debianTriple, rustTarget } from './architectures.js';
import { buildsHere } from './here.js';
import { byOwnCompiler } from './other-languages.js';
import type { Rung } from './rung.js';
import { noSupply } from './supply.js';
import { binutils, staticRust } from './toolchain.js';

/** The machine's own compiler with glibc's archives, linked with `-static`. */
export const glibcStatic: Rung = {
  ...buildsHere,
  id: 'glibc-static',
  title: 'static glibc',
  libc: 'glibc',
  gives: 'A static glibc binary: works if the program does no NSS lookups and no dlopen; larger than musl.',
  tools: ['toolchain.cc', 'toolchain.glibcStatic'],
  ruledOut: ({ os, toolchain }) =>
    os.libc === 'musl' && toolchain.glibcStatic === null
      ? 'For systems whose own C library is glibc; here it is musl'
      : null,
  languages: ['c', 'cxx', 'rust', 'go', ...byOwnCompiler],
  builds: {
    where: 'here',
    find: ({ toolchain, os }, arch) => {
      if (arch !== (os.arch ?? arch)) {
        return { blocked: `The compiler of this machine builds for ${os.arch}, not for ${arch}.`, findings: [] };
      }
      if (!toolchain.cc) return { blocked: 'No C compiler is installed.', findings: ['toolchain-cc-missing'] };
      if (os.libc === 'musl') {
        return {
          blocked: 'The C library of this system is musl: a static build here is a musl build.',
          findings: ['toolchain-host-is-musl'],
        };
      }
      return { ...binutils, cc: [toolchain.cc.path], cxx: toolchain.cxx && [toolchain.cxx.path] };
    },
    named: () => ({ ...binutils, cc: ['cc'], cxx: ['c++'] }),
    searches: (arch) => {
      const triple = debianTriple(arch);
      return {
        archives: [`/usr/lib/${triple}`, '/usr/lib64', '/usr/lib', '/usr/local/lib'],
        headers: ['/usr/include', `/usr/include/${triple}`, '/usr/local/include'],
      };
    },
    toolchain: (programs, arch) => ({
      ...programs,
      libc: 'glibc',
      arch,
      native: true,
      rustTarget: rustTarget('gnu', arch),
      rustNative: true,
      rustFlags: staticRust,
      sysroots: null,
    }),
    makefile: 'Makefile.static',
    standIns: [],
  },
  basis: () => ['toolchain.cc.path', 'toolchain.cc.version', 'toolchain.glibcStatic.path'],
  forecast: () => 'Seconds; fetches nothing',
  supply: ({ debian: { dev, archives } }) =>
    archives.length === 0
      ? noSupply('Debian has no static archive for it')
      : {
          supply: 'installable',
          how: `Install ${dev.join(', ')}; it has ${archives.join(', ')}`,
          commands: ['apt-get update', `apt-get install -y ${dev.join(' ')}`],
          needsRoot: true,
          installs: { manager: 'apt', packages: dev },
        },
  lacksLibrary:
    'Its header or its static archive is not installed (often only the shared library is), or the archive needs more libraries after it on the link line.',
  ci: { action: null, packages: ['build-essential', 'pkg-config'], librariesFromDebian: true },
};

import { rustTarget, zigTarget } from './architectures.js';
import { buildsHere } from './here.js';
import type { Rung } from './rung.js';
import { noSupply } from './supply.js';
import { type Programs, staticRust } from './toolchain.js';

const programs = (argv: readonly string[]): Programs => ({
  cc: [...argv, 'cc'],
  cxx: [...argv, 'c++'],
  ar: [...argv, 'ar'],
  ranlib: [...argv, 'ranlib'],
});

/** Features of x86 processors that clang calls by the names of its options. */
const x86Features =
  'mmx sse sse2 sse3 ssse3 sse4.1 sse4.2 avx avx2 avx512f avx512bw avx512cd avx512dq avx512vl aes pclmul rdrnd rdseed fma f16c bmi bmi2 popcnt lzcnt adx sha vaes vpclmulqdq gfni';

/**
 * zig builds musl anew for each set of processor features that it links for, which takes most of a minute, and a
 * configure script tries many. Said to clang alone they count for the file that is compiled, as with any other compiler.
 */
const featuresToClang = (arch: string): readonly string[] =>
  ['x86_64', 'i686'].includes(arch)
    ? [
        'case " $*" in *" -m"*)',
        '  for word; do',
        '    shift',
        `    case $word in -mno-*) feature=-\${word#-mno-} ;; -m*) feature=+\${word#-m} ;; *) feature= ;; esac`,
        `    case ' ${x86Features} ' in`,
        `    *" \${feature#[+-]} "*) set -- "$@" -Xclang -target-feature -Xclang "$feature" ;;`,
        '    *) set -- "$@" "$word" ;;',
        '    esac',
        '  done',
        'esac',
      ]
    : [];

/** zig writes debug information where nobody asks for it, ten times the program with a large library; other compilers do not. */
const noDebugUnasked = ['case " $*" in *" -g"*) ;; *) set -- -g0 "$@" ;; esac'];

/**
 * zig also builds musl anew for position-independent code, which a static program has no use for. Flags for it count where
 * files are compiled, not where a program is linked.
 */
const noPicInPrograms = [
  'case " $* " in',
  '*" -c "*|*" -S "*|*" -E "*|*" -r "*|*" -shared "*|*" -pie "*|*" --pie "*|*" -static-pie "*|*" -Wl,-pie"*) ;;',
  '*" -fPI"*|*" -fpi"*)',
  '  for word; do',
  '    shift',
  '    case $word in -fPIC|-fPIE|-fpic|-fpie) ;; *) set -- "$@" "$word" ;; esac',
  '  done',
  'esac',
];

/** The words of a call for a target. */
const forTarget = (target: string): readonly string[] => [
  '-target',
  target,
  // Where nobody asks for optimisation zig checks for undefined behaviour, and a program that runs by any other compiler
  // ends with an illegal instruction, or does not link for lack of the checks' own library.
  '-fno-sanitize=undefined',
];

/** zig, which carries clang, musl and the kernel's headers for many architectures. */
export const zig: Rung = {
  ...buildsHere,
  id: 'zig',
  title: 'zig cc',
  libc: 'musl',
  gives: 'A musl binary from one self-contained tool: C and C++, many targets, musl and headers included.',
  tools: ['toolchain.zig'],
  languages: ['c', 'cxx', 'rust', 'go', 'nim', 'zig'],
  otherCxx:
    "zig links LLVM's libc++, not g++'s libstdc++: what the C++ standard leaves open (random distributions, std::hash, the order of unordered containers) can differ.",
  builds: {
    where: 'here',
    find: ({ toolchain }, arch) => {
      if (!toolchain.zig) return { blocked: 'zig is not installed.', findings: ['toolchain-zig-missing'] };
      if (zigTarget(arch) === null) return { blocked: `Zig's musl is not known here for ${arch}.`, findings: [] };
      // As a Python module zig is three words.
      return programs(toolchain.zig.path.split(' '));
    },
    named: () => programs(['zig']),
    // For a target that is named it looks in its own folders alone.
    searches: () => ({ archives: [], headers: [] }),
    toolchain: ({ cc, cxx, ...others }, arch, host) => {
      const options = forTarget(zigTarget(arch) ?? `${arch}-linux-musl`);
      return {
        ...others,
        cc: [...cc, ...options],
        cxx: cxx && [...cxx, ...options],
        libc: 'musl',
        rewrites: [...noDebugUnasked, ...noPicInPrograms, ...featuresToClang(arch)],
        zig: cc.slice(0, -1),
        arch,
        native: arch === host,
        rustTarget: rustTarget('musl', arch),
        rustNative: false,
        // rustc and zig both bring start files, libc and unwinder for musl, and twice they do not link.
        rustFlags: `${staticRust} -Clink-self-contained=no -Crelocation-model=static`,
        sysroots: [`/usr/lib/${arch}-linux-musl`],
        // musl, built from source, stays in zig's global cache: half a minute saved the next time.
        cacheVariable: 'ZIG_LOCAL_CACHE_DIR',
      };
    },
    glibcFloor: (tools, version) => {
      const { arch, zig = [] } = tools;
      const options = forTarget(`${zigTarget(arch, 'gnu') ?? `${arch}-linux-gnu`}.${version}`);
      const { cc, cxx } = programs(zig);
      return { ...tools, libc: 'glibc', cc: [...cc, ...options], cxx: cxx && [...cxx, ...options] };
    },
    makefile: 'Makefile.musl',
    // zig from pip is a module of Python: this gives it its name, after all else on the search path.
    standIns: [{ path: 'zig', content: '#!/bin/sh\nexec python3 -m ziglang "$@"\n', executable: true }],
  },
  basis: () => ['toolchain.zig.path', 'toolchain.zig.version'],
  forecast: () => 'Seconds the second time; the first builds musl itself, about a minute',
  supply: () => noSupply('There is no such package for this compiler'),
  lacksLibrary:
    "zig provides musl and nothing else: this machine's libraries are built for glibc and cannot be linked.",
  ci: {
    action: {
      name: 'mlugg/setup-zig',
      commit: 'd1434d08867e3ee9daa34448df10607b98908d29',
      tag: 'v2.2.1',
      // The version that the recipes are tested with.
      with: { version: '0.17.1' },
    },
    packages: ['make', 'pkg-config'],
    librariesFromDebian: false,
  },
};

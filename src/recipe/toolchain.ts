import type { RungId } from '../rungs/rung-id.js';
import { rustTarget } from '../rungs/rust-target.js';
import { zigOptions } from '../rungs/zig-target.js';

/** The tools with which a rung builds, as words: names on the search path in recipes, whole paths in a build. */
export interface Toolchain {
  readonly rung: RungId;
  readonly libc: 'musl' | 'glibc';
  /** Architecture to build for, as `uname -m` writes it. */
  readonly arch: string;
  readonly cc: readonly string[];
  /** null: this way has no C++ compiler. */
  readonly cxx: readonly string[] | null;
  readonly ar: readonly string[];
  readonly ranlib: readonly string[];
  /** null: the own target of whatever rustc is there, which the recipe asks. */
  readonly rustTarget: string | null;
  /** True where rustc links by itself as it is used to: no start files of two kinds can meet. */
  readonly rustNative: boolean;
  /** Folders whose libraries are of this C library; null: the compiler's own are. */
  readonly sysroots: readonly string[] | null;
  /** Whether programs that it builds run on the machine that builds. */
  readonly native: boolean;
}

const native = (arch: string) => ({ arch, native: true, ar: ['ar'], ranlib: ['ranlib'] });

/**
 * The machine's own compiler with glibc's archives.
 * @param cxx null where there is none: then build systems say so in words of their own, which `explain` knows
 */
export const glibcStatic = (arch: string, cc = 'cc', cxx: string | null = 'c++'): Toolchain => ({
  ...native(arch),
  rung: 'glibc-static',
  libc: 'glibc',
  cc: [cc],
  cxx: cxx === null ? null : [cxx],
  rustTarget: rustTarget('gnu', arch),
  rustNative: true,
  sysroots: null,
});

/** musl's wrapper for the machine's gcc; C only. */
export const muslGcc = (arch: string, cc = 'musl-gcc'): Toolchain => ({
  ...native(arch),
  rung: 'musl-gcc',
  libc: 'musl',
  cc: [cc],
  cxx: null,
  rustTarget: rustTarget('musl', arch),
  rustNative: false,
  // Where Debian has musl, and where its own `make install` puts it.
  sysroots: [`/usr/lib/${arch}-linux-musl`, '/usr/local/musl'],
});

/** zig, which carries clang, musl and the kernel's headers for many architectures. */
export const zig = (arch: string, hostArch: string, words: readonly string[] = ['zig']): Toolchain => {
  const options = zigOptions(arch);
  return {
    rung: 'zig',
    libc: 'musl',
    arch,
    native: arch === hostArch,
    cc: [...words, 'cc', ...options],
    cxx: [...words, 'c++', ...options],
    ar: [...words, 'ar'],
    ranlib: [...words, 'ranlib'],
    rustTarget: rustTarget('musl', arch),
    rustNative: false,
    sysroots: [`/usr/lib/${arch}-linux-musl`],
  };
};

/** Alpine's own compiler, inside its image. */
export const alpine = (arch: string): Toolchain => ({
  ...native(arch),
  rung: 'alpine',
  libc: 'musl',
  cc: ['cc'],
  cxx: ['c++'],
  rustTarget: null,
  rustNative: true,
  sysroots: null,
});

/** Programs of a rung, as words: names on the search path in recipes, whole paths in a build. */
export interface Programs {
  readonly cc: readonly string[];
  /** null: there is no C++ compiler. Then build systems say so in words of their own, which `explain` knows. */
  readonly cxx: readonly string[] | null;
  readonly ar: readonly string[];
  readonly ranlib: readonly string[];
}

/** The tools with which a rung builds, and what build systems must be given of them. */
export interface Toolchain extends Programs {
  readonly libc: 'musl' | 'glibc';
  /** Architecture to build for, as `uname -m` writes it. */
  readonly arch: string;
  /** null: the own target of whatever rustc is there, which the recipe asks. */
  readonly rustTarget: string | null;
  /** True where rustc links by itself as it is used to: no start files of two kinds can meet. */
  readonly rustNative: boolean;
  /** Flags of rustc for a static link. */
  readonly rustFlags: string;
  /** Folders whose libraries are of this C library; null: the compiler's own are. */
  readonly sysroots: readonly string[] | null;
  /** Whether programs that it builds run on the machine that builds. */
  readonly native: boolean;
  /** Lines of shell that rewrite the words of a call, for scripts that stand for the compiler. */
  readonly rewrites?: readonly string[];
  /** The zig that the compiler is of. */
  readonly zig?: readonly string[];
  /** The variable for a folder in which its tools may keep what serves one build alone. */
  readonly cacheVariable?: string;
}

/** A file that a build takes beside the sources. */
export interface HelperFile {
  /** Relative to the build folder. */
  readonly path: string;
  readonly content: string;
  readonly executable?: true;
}

/** Flags of rustc that every rung uses. */
export const staticRust = '-Ctarget-feature=+crt-static';

/** The programs of binutils that go with a compiler of the same machine. */
export const binutils = { ar: ['ar'], ranlib: ['ranlib'] } as const;

/** A compiler that builds static programs with musl by itself, by its usual names: Alpine's, and that of a Nix set. */
export const ownMusl = (arch: string): Toolchain => ({
  ...binutils,
  libc: 'musl',
  arch,
  native: true,
  cc: ['cc'],
  cxx: ['c++'],
  rustTarget: null,
  rustNative: true,
  rustFlags: staticRust,
  sysroots: null,
});

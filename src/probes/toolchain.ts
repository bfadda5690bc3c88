import type { Facts } from '../facts/facts.js';
import { type CaptureKey, type Captures, errorOf, stdoutOf, textOf, unanswered, unread } from '../machine/capture.js';
import { crossCompilers } from './cross-compilers.js';
import { knownArchives, knownHeaders } from './known-libraries.js';
import { libcKeys, libcOf } from './os.js';
import { type Tool, tool } from './parse/tool.js';
import type { Probe } from './probe.js';

/** Fact, program, command that prints its version. Asked for its version alone, rustup would run rustc to tell that, too. */
const programs = {
  cc: ['cc', 'run:cc --version'],
  cxx: ['c++', 'run:c++ --version'],
  clang: ['clang', 'run:clang --version'],
  muslGcc: ['musl-gcc', 'run:musl-gcc --version'],
  cargo: ['cargo', 'run:cargo --version'],
  rustc: ['rustc', 'run:rustc --version'],
  rustup: ['rustup', 'run:rustup --help'],
  go: ['go', 'run:go version'],
  upx: ['upx', 'run:upx --version'],
  make: ['make', 'run:make --version'],
  cmake: ['cmake', 'run:cmake --version'],
  pkgConfig: ['pkg-config', 'run:pkg-config --version'],
  git: ['git', 'run:git --version'],
} as const;

/** Where the C library's archive lies on the distributions. */
export const archives = ['paths:/usr/lib/*/libc.a', 'paths:/usr/lib64/libc.a', 'paths:/usr/lib/libc.a'] as const;

/** Where compilers look for static libraries, and those of glibc's and of musl's. */
const staticLibraryFiles = [
  'paths:/usr/lib/*/lib*.a',
  'paths:/usr/lib64/lib*.a',
  'paths:/usr/lib/lib*.a',
  'paths:/usr/local/lib/lib*.a',
  'paths:/usr/local/musl/lib/lib*.a',
] as const;

/** Where compilers look for headers: what is in a folder is known by the folder's name. */
const headerFiles = [
  'paths:/usr/include/*',
  'paths:/usr/include/*-linux-*/*',
  'paths:/usr/local/include/*',
  'paths:/usr/local/musl/include/*',
] as const;

/** Rust's standard libraries are in TOOLCHAIN/lib/rustlib/TARGET/lib/libstd-*.rlib. */
export const rustLibraries = [
  'paths:$RUSTUP_HOME/toolchains/*/lib/rustlib/*/lib/libstd-*.rlib',
  'paths:$HOME/.rustup/toolchains/*/lib/rustlib/*/lib/libstd-*.rlib',
  'paths:/usr/lib/rustlib/*/lib/libstd-*.rlib',
  'paths:/usr/lib64/rustlib/*/lib/libstd-*.rlib',
  'paths:/usr/local/lib/rustlib/*/lib/libstd-*.rlib',
  'paths:/usr/lib/rust-*/lib/rustlib/*/lib/libstd-*.rlib',
] as const;

/** The tools of cross compilers for musl. */
export const crossKey = 'programs:*-linux-musl*-*';

/** Compilers and build tools: where they are and what they say of themselves. */
export const toolchainProbe: Probe<'toolchain'> = {
  domain: 'toolchain',
  reads: [
    ...Object.values(programs).flatMap(([name, command]): CaptureKey[] => [`which:${name}`, command]),
    crossKey,
    'which:zig',
    'run:zig version',
    'which:python3',
    'run:python3 -m ziglang version',
    'run:rustc --print sysroot',
    ...libcKeys,
    ...archives,
    ...staticLibraryFiles,
    ...headerFiles,
    ...rustLibraries,
  ],
  interpret: (captures) => {
    const found = Object.fromEntries(
      Object.entries(programs).map(([fact, [name, command]]) => [fact, tool(captures, name, command)]),
    ) as Record<keyof typeof programs, Tool | null>;
    const known = (keys: readonly CaptureKey[], names: ReadonlySet<string>) =>
      pathsIn(captures, keys)?.filter((path) => names.has(path.slice(path.lastIndexOf('/') + 1))) ?? null;
    return {
      ...found,
      zig: zig(captures),
      muslCross: muslCross(captures),
      glibcStatic: staticLibc(captures, 'glibc'),
      muslStatic: staticLibc(captures, 'musl'),
      rustTargets: rustTargets(captures),
      archives: known(staticLibraryFiles, knownArchives),
      headers: known(headerFiles, knownHeaders),
    };
  },
};

/** What lies at the places of some keys, by path; null where one of them was not read. */
const pathsIn = (captures: Captures, keys: readonly CaptureKey[]): string[] | null =>
  unread(captures, ...keys)
    ? null
    : [...new Set(keys.flatMap((key) => textOf(captures, key)?.split('\n').filter(Boolean) ?? []))];

/** The cross compilers for musl by their names, the first of each on the search path; null where it was not read. */
const muslCross = (captures: Captures): Facts['toolchain']['muslCross'] => {
  if (unread(captures, crossKey) || errorOf(captures, crossKey) !== null) return null;
  return crossCompilers(textOf(captures, crossKey)?.split('\n').filter(Boolean) ?? []);
};

/** Zig by itself or as PyPI's module, for which the path is Python's. */
const zig = (captures: Captures): Tool | null => {
  const own = tool(captures, 'zig', 'run:zig version');
  if (own || unread(captures, 'which:zig')) return own;
  const python = textOf(captures, 'which:python3');
  const version = stdoutOf(captures, 'run:python3 -m ziglang version');
  return python && version ? { path: `${python} -m ziglang`, version: version.trim() } : null;
};

/** The C library's own archive; where a glibc is the system's, musl's has the same name in a folder that says so. */
const staticLibc = (captures: Captures, wanted: 'glibc' | 'musl'): Tool | null => {
  const libc = libcOf(captures);
  if (unread(captures, 'file:/etc/os-release') || (wanted === 'musl') !== (libc === 'musl')) return null;
  for (const key of archives) {
    if (unread(captures, key)) return null;
    const paths = textOf(captures, key)?.split('\n') ?? [];
    const path = paths.find((candidate) => candidate !== '' && (wanted === 'musl' || !candidate.includes('musl')));
    if (path) return { path, version: null };
  }
  return null;
};

const rustTargets = (captures: Captures): string[] => {
  // With several toolchains only the one in use counts, and a rustc that failed did not tell which.
  const query = 'run:rustc --print sysroot';
  if (unanswered(captures, query)) return [];
  const sysroot = stdoutOf(captures, query);
  const libraries = rustLibraries.flatMap((key) => textOf(captures, key)?.split('\n') ?? []);
  const targets = libraries.flatMap((path) => {
    const [, root, target] = /^(.*)\/lib(?:64)?\/rustlib\/([^/]+)\/lib\//.exec(path) ?? [];
    return target && root && (!sysroot || sysroot === root) ? [target] : [];
  });
  return [...new Set(targets)].sort();
};

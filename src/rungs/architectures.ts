/** What an architecture is called by the tools that build for it. A name that is absent is the architecture's own. */
interface Names {
  /** Go; source: `go tool dist list`. */
  readonly go?: string;
  /** Container engines, after `linux/`; source: the OCI image specification, after GOARCH. */
  readonly oci?: string;
  /** The first part of rustc's target; source: rustc's "Platform Support". */
  readonly rust?: string;
  /** The part behind the C library in a target, for rustc and zig. */
  readonly abi?: string;
  /** The first part of zig's target with musl; source: `zig targets`. Null: zig is not known to have musl for it. */
  readonly zig?: string | null;
}

/** The one table of architectures, by their names in `uname -m`. */
const table: Readonly<Record<string, Names>> = {
  x86_64: { go: 'amd64', oci: 'amd64' },
  i686: { go: '386', oci: '386', zig: 'x86' },
  aarch64: { go: 'arm64', oci: 'arm64' },
  // A processor with a unit for floating point, as those machines have that run Linux distributions of today.
  armv7l: { go: 'arm', oci: 'arm/v7', rust: 'armv7', zig: 'arm', abi: 'eabihf' },
  armv6l: { go: 'arm', oci: 'arm/v6', rust: 'arm', zig: null, abi: 'eabihf' },
  riscv64: { rust: 'riscv64gc' },
  ppc64le: { rust: 'powerpc64le', zig: 'powerpc64le' },
  s390x: {},
};

/** Whether an architecture is one of the table, so that its name is one of a few known words. */
export const isArchitecture = (arch: string): boolean => Object.hasOwn(table, arch);

const namesOf = (arch: string): Names => (Object.hasOwn(table, arch) ? (table[arch] ?? {}) : { zig: null });

/** An architecture by Go's name for it. */
export const goArch = (arch: string): string => namesOf(arch).go ?? arch;

/** An architecture as container engines name their platforms; one that is not known by its own name. */
export const ociPlatform = (arch: string): string => `linux/${namesOf(arch).oci ?? arch}`;

/** The target of rustc for a C library and an architecture. */
export const rustTarget = (libc: 'musl' | 'gnu', arch: string): string => {
  const { rust = arch, abi = '' } = namesOf(arch);
  return `${rust}-unknown-linux-${libc}${abi}`;
};

/** POSIX shell that prints rustc's own target. */
export const askRustTarget = "rustc -vV | sed -n 's/^host: //p'";

/**
 * A word of POSIX shell for rustc's own target, for a container whose rustc is known only there: Alpine's package calls it
 * i586-alpine-linux-musl or armv7-alpine-linux-musleabihf, the image `rust:alpine` as rustup does.
 */
export const ownRustTarget = `"$(${askRustTarget})"`;

/** The folder of an architecture's glibc libraries on Debian; source: dpkg's "Multiarch tuples". */
export const debianTriple = (arch: string): string => {
  const { abi = '' } = namesOf(arch);
  return `${{ i686: 'i386', armv7l: 'arm', armv6l: 'arm', ppc64le: 'powerpc64le' }[arch] ?? arch}-linux-gnu${abi}`;
};

/** zig's target with a C library; null where zig is not known to have musl for the architecture. */
export const zigTarget = (arch: string, libc: 'musl' | 'gnu' = 'musl'): string | null => {
  const { zig = arch, abi = '' } = namesOf(arch);
  return zig === null ? null : `${zig}-linux-${libc}${abi}`;
};

const names: Readonly<Record<string, string>> = {
  armv7l: 'armv7',
  armv6l: 'arm',
  ppc64le: 'powerpc64le',
  riscv64: 'riscv64gc',
};

// A processor with a unit for floating point, as those machines have that run Linux distributions of today.
const abi = (arch: string): string => (/^armv[67]l$/.test(arch) ? 'eabihf' : '');

/**
 * The target of rustc for a C library and an architecture as `uname -m` writes it.
 * Source: rustc's "Platform Support".
 */
export const rustTarget = (libc: 'musl' | 'gnu', arch: string): string =>
  `${names[arch] ?? arch}-unknown-linux-${libc}${abi(arch)}`;

/**
 * POSIX shell for rustc's own target, for a container whose rustc is known only there: Alpine's package calls it
 * i586-alpine-linux-musl or armv7-alpine-linux-musleabihf, the image `rust:alpine` as rustup does.
 */
export const ownRustTarget = `"$(rustc -vV | sed -n 's/^host: //p')"`;

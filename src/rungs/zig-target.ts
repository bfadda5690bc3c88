/** Targets of zig with musl, by architectures as `uname -m` writes them; source: `zig targets`. */
const targets: Readonly<Record<string, string>> = {
  x86_64: 'x86_64-linux-musl',
  i686: 'x86-linux-musl',
  aarch64: 'aarch64-linux-musl',
  armv7l: 'arm-linux-musleabihf',
  riscv64: 'riscv64-linux-musl',
  ppc64le: 'powerpc64le-linux-musl',
  s390x: 's390x-linux-musl',
};

/** Whether zig is known to have musl for an architecture. */
export const hasZigTarget = (arch: string): boolean => arch in targets;

/**
 * What `zig cc` and `zig c++` are told to build for musl. Where nobody asks for optimisation zig checks for undefined
 * behaviour, and a program that runs by any other compiler ends with an illegal instruction, or does not link for lack
 * of the checks' own library.
 */
export const zigOptions = (arch: string): readonly string[] => [
  '-target',
  targets[arch] ?? `${arch}-linux-musl`,
  '-fno-sanitize=undefined',
];

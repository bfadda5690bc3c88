/** What the name of a musl cross compiler says. */
export interface MuslTriple {
  /** As `aarch64-linux-musl`, `x86_64-buildroot-linux-musl`. */
  readonly triple: string;
  /** As `uname -m` writes it. */
  readonly arch: string;
}

/** CPU and ABI of a triple where they are not the architecture's own name; source: config.sub of GNU, musl-cross-make. */
const archOf = (cpu: string, abi: string): string => {
  if (/^i[3-6]86$/.test(cpu)) return 'i686';
  if (/^armv7/.test(cpu)) return 'armv7l';
  if (/^arm(?:v6\w*)?$/.test(cpu) && abi === 'eabihf') return 'armv6l';
  return { powerpc64le: 'ppc64le', arm64: 'aarch64' }[cpu] ?? cpu;
};

/** Reads the name of a compiler, `TRIPLE-gcc`; null where it is none for musl. Pure. */
export const muslTripleOf = (name: string): MuslTriple | null => {
  const [, triple, cpu, abi = ''] =
    /^(([a-z0-9_]{2,20})-(?:[a-z0-9_]{1,20}-)?linux-musl([a-z0-9]{0,10}))-gcc$/.exec(name) ?? [];
  // x32 is another ABI of the same CPU.
  return triple === undefined || cpu === undefined || abi === 'x32' ? null : { triple, arch: archOf(cpu, abi) };
};

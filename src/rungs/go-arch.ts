const names: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  i686: '386',
  aarch64: 'arm64',
  armv7l: 'arm',
};

/** An architecture, as `uname -m` writes it, by Go's name for it; source: `go tool dist list`. */
export const goArch = (arch: string): string => names[arch] ?? arch;

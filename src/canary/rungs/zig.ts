import { rustTarget } from '../../ladder/rust-target.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { MakePlan } from '../plan.js';
import { hostPlan } from './host-build.js';

/** Architectures that Zig has musl for, as `uname -m` writes them, and what Zig and Go call them. */
const targets: Readonly<Record<string, { readonly zig: string; readonly go: string }>> = {
  x86_64: { zig: 'x86_64-linux-musl', go: 'amd64' },
  i686: { zig: 'x86-linux-musl', go: '386' },
  aarch64: { zig: 'aarch64-linux-musl', go: 'arm64' },
  armv7l: { zig: 'arm-linux-musleabihf', go: 'arm' },
  riscv64: { zig: 'riscv64-linux-musl', go: 'riscv64' },
  ppc64le: { zig: 'powerpc64le-linux-musl', go: 'ppc64le' },
  s390x: { zig: 's390x-linux-musl', go: 's390x' },
};

/** zig: `zig cc` carries clang, musl's sources and headers for many architectures. */
export const planZig: MakePlan = (input) => {
  const { facts, options, place } = input;
  const { zig } = facts.toolchain;
  if (!zig) return { blocked: 'zig is not installed.', findings: [] };
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  const target = targets[arch];
  if (!target) return { blocked: `Zig's musl is not known here for ${arch}.`, findings: [] };
  // As a Python module zig is three words, and build systems want one: small scripts stand for each tool.
  const words = zig.path.split(' ');
  const script = (tool: string, ...args: string[]) => `#!/bin/sh\nexec ${shellQuote([...words, tool, ...args])} "$@"\n`;
  return hostPlan(input, {
    rung: 'zig',
    cc: `${place.scratch}/bin/cc`,
    cxx: `${place.scratch}/bin/c++`,
    ar: `${place.scratch}/bin/ar`,
    rustTarget: rustTarget('musl', arch),
    goTags: 'osusergo',
    goArch: target.go,
    libc: 'musl',
    files: {
      'bin/cc': script('cc', '-target', target.zig),
      'bin/c++': script('c++', '-target', target.zig),
      'bin/ar': script('ar'),
    },
    // Musl, built from source, stays in zig's own cache (~/.cache/zig), as in any build with it: half a minute saved.
    env: { ZIG_LOCAL_CACHE_DIR: `${place.scratch}/zig-local` },
  });
};

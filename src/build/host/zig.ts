import { goArch } from '../../rungs/go-arch.js';
import { rustTarget } from '../../rungs/rust-target.js';
import { hasZigTarget, zigOptions } from '../../rungs/zig-target.js';
import { shellQuote } from '../../text/shell-quote.js';
import type { MakePlan } from '../plan.js';
import { hostPlan } from './host-build.js';

/** zig: `zig cc` carries clang, musl's sources and headers for many architectures. */
export const planZig: MakePlan = (input) => {
  const { facts, options, place } = input;
  const { zig } = facts.toolchain;
  if (!zig) return { blocked: 'zig is not installed.', findings: [] };
  const arch = options.arch ?? facts.os.arch ?? 'x86_64';
  if (!hasZigTarget(arch)) return { blocked: `Zig's musl is not known here for ${arch}.`, findings: [] };
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
    goArch: goArch(arch),
    libc: 'musl',
    files: {
      'bin/cc': script('cc', ...zigOptions(arch)),
      'bin/c++': script('c++', ...zigOptions(arch)),
      'bin/ar': script('ar'),
    },
    // Musl, built from source, stays in zig's own cache (~/.cache/zig), as in any build with it: half a minute saved.
    env: { ZIG_LOCAL_CACHE_DIR: `${place.scratch}/zig-local` },
  });
};

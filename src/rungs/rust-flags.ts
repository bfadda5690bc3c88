import type { RungId } from './rung-id.js';

/**
 * What rustc is told for a static link by a rung, for `CARGO_TARGET_<TARGET>_RUSTFLAGS`.
 *
 * For musl rustc brings start files, libc and unwinder of its own. zig brings them too, and twice they do not
 * link. musl-gcc brings no unwinder, so that rustc's are needed; its specs know no static PIE, and would link one
 * dynamically. Source: rustc's `-C link-self-contained`, and real links by each (rustc 1.85, musl 1.2.3, zig 0.17).
 */
export const rustFlags = (rung: RungId): string =>
  [
    '-Ctarget-feature=+crt-static',
    ...(rung === 'zig' ? ['-Clink-self-contained=no'] : []),
    ...(rung === 'zig' || rung === 'musl-gcc' ? ['-Crelocation-model=static'] : []),
  ].join(' ');

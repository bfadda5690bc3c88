import { describe, expect, it } from 'vitest';
import { rustTarget } from '../../src/rungs/architectures.js';

describe('what rustc calls a target', () => {
  // `rustc --print target-list`, 1.96.
  it.each([
    ['x86_64', 'x86_64-unknown-linux-musl', 'x86_64-unknown-linux-gnu'],
    ['i686', 'i686-unknown-linux-musl', 'i686-unknown-linux-gnu'],
    ['aarch64', 'aarch64-unknown-linux-musl', 'aarch64-unknown-linux-gnu'],
    ['armv7l', 'armv7-unknown-linux-musleabihf', 'armv7-unknown-linux-gnueabihf'],
    ['armv6l', 'arm-unknown-linux-musleabihf', 'arm-unknown-linux-gnueabihf'],
    ['riscv64', 'riscv64gc-unknown-linux-musl', 'riscv64gc-unknown-linux-gnu'],
    ['ppc64le', 'powerpc64le-unknown-linux-musl', 'powerpc64le-unknown-linux-gnu'],
    ['s390x', 's390x-unknown-linux-musl', 's390x-unknown-linux-gnu'],
  ])('%s', (arch, musl, gnu) => {
    expect([rustTarget('musl', arch), rustTarget('gnu', arch)]).toEqual([musl, gnu]);
  });
});

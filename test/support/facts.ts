import type { Facts } from '../../src/facts/facts.js';
import { type DeepPartial, overlay } from '../../src/facts/overlay.js';
import { roomyMachine } from '../../src/flow/lint/roomy-machine.js';
import { type RungId, rungsFor } from '../../src/rungs/registry.js';

const GiB = 1024 ** 3;
const tool = (path: string, version: string) => ({ path, version });
const folder = (path: string, fsType = 'ext4') => ({
  path,
  freeBytes: 100 * GiB,
  freeInodes: 5_000_000,
  writable: true,
  fsType,
});

export type { DeepPartial };

/** A machine on which every rung is ready and nothing is to be said: Debian 12, root, C only, all of the internet. */
const healthy: DeepPartial<Facts> = {
  os: { kernel: '6.1.0-28-amd64' },
  memory: { totalBytes: 32 * GiB, availableBytes: 28 * GiB, swapBytes: 4 * GiB, effectiveBytes: 28 * GiB },
  pids: { kernelMax: 4_194_304, threadsMax: 256_000, effective: 250_000 },
  isolation: {
    capabilities: ['chown', 'setgid', 'setuid', 'net_admin', 'sys_admin', 'sys_chroot', 'sys_ptrace', 'mknod'],
  },
  disk: {
    root: folder('/'),
    tmp: folder('/tmp', 'tmpfs'),
    home: folder('/root'),
    nix: folder('/nix'),
    docker: folder('/var/lib/docker'),
    cwd: folder('/root/project'),
  },
  nix: { nixpkgs: { path: '/root/.nix-defexpr/channels/nixpkgs' } },
  engines: {
    docker: {
      cli: tool('/usr/bin/docker', '27.3.1'),
      daemon: { version: '27.3.1' },
      buildx: tool('/usr/libexec/docker/cli-plugins/docker-buildx', '0.17.1'),
    },
  },
  toolchain: {
    cc: tool('/usr/bin/cc', '12.2.0'),
    cxx: tool('/usr/bin/c++', '12.2.0'),
    clang: null,
    muslGcc: tool('/usr/bin/musl-gcc', '12.2.0'),
    zig: tool('/usr/local/bin/zig', '0.13.0'),
    muslCross: [],
    glibcStatic: tool('/usr/lib/x86_64-linux-gnu/libc.a', '2.36'),
    muslStatic: null,
    cargo: null,
    rustc: null,
    rustup: null,
    go: null,
    upx: tool('/usr/bin/upx', '4.2.2'),
    make: tool('/usr/bin/make', '4.3'),
    cmake: null,
    pkgConfig: tool('/usr/bin/pkg-config', '1.8.1'),
    git: tool('/usr/bin/git', '2.39.5'),
    archives: [],
    headers: [],
  },
  network: {
    endpoints: [
      { name: 'nix-cache', url: 'https://cache.nixos.org/nix-cache-info', state: 'ok', ms: 40 },
      { name: 'docker-hub', url: 'https://registry-1.docker.io/v2/', state: 'ok', ms: 60 },
      { name: 'alpine', url: 'https://dl-cdn.alpinelinux.org/', state: 'ok', ms: 50 },
    ],
  },
};

/** An engine that is not there. */
export const noEngine = (): Facts['engines']['docker'] => structuredClone(roomyMachine.engines.podman);

/** Facts of a healthy machine, with what is given put in its place. */
export const someFacts = (overrides: DeepPartial<Facts> = {}): Facts =>
  overlay(overlay(roomyMachine, healthy), overrides);

/** A cross compiler as musl-cross-make installs it. */
export const cross = (arch: string) => ({
  path: `/usr/bin/${arch}-linux-musl-gcc`,
  triple: `${arch}-linux-musl`,
  arch,
  tools: ['ar', 'g++', 'gcc', 'ranlib'],
});

const muslStatic = tool('/usr/lib/libc.a', '1.2.5');

/** A healthy machine that a rung is for: one of glibc, else one of musl. */
export const machineFor = (rung: RungId): Facts =>
  [
    someFacts(),
    someFacts({ toolchain: { muslCross: [cross('x86_64')] } }),
    someFacts({ os: { id: 'alpine', libc: 'musl' }, toolchain: { muslStatic, glibcStatic: null } }),
  ].find((facts) => rungsFor(facts).includes(rung)) ?? someFacts();

import type { Facts } from '../../facts/facts.js';
import { overlay } from '../../facts/overlay.js';
import { interpret } from '../../probes/interpret.js';
import { unknownDaemon } from '../../probes/parse/engine.js';

const much = 1024 ** 4;
const tool = { path: '/usr/bin/tool', version: '9' };
const disk = { path: '/', freeBytes: much, freeInodes: 10_000_000, readOnly: false, noexec: false, fsType: 'ext4' };
const noDaemon = { ...unknownDaemon, state: 'absent' as const };
const reached = (name: string, url: string) => ({ name, url, state: 'ok' as const, ms: 10 });

/**
 * A machine on which everything works: where the search for a machine that leads to a leaf begins. A fact that it does
 * not name is not known.
 */
export const roomyMachine: Facts = overlay(interpret({}), {
  os: { id: 'debian', versionId: '12', kernel: '6.1.0', arch: 'x86_64', libc: 'glibc' },
  cpu: { online: 8, quota: null, effective: 8 },
  memory: { totalBytes: much, availableBytes: much, limitBytes: null, swapBytes: much, effectiveBytes: much },
  pids: { limit: null, current: null, userLimit: null, kernelMax: 4e6, threadsMax: 4e6, effective: 1e6 },
  container: { kind: 'none', vm: 'none', evidence: [] },
  isolation: {
    uid: 0,
    seccomp: 'disabled',
    noNewPrivs: false,
    capabilities: ['chown', 'setuid', 'setgid', 'sys_admin'],
    userNamespaces: { inside: false, canCreate: true },
    procMounted: true,
    pid1: 'systemd',
    apparmor: 'unconfined',
    selinux: 'disabled',
  },
  init: { system: 'systemd' },
  disk: { root: disk, tmp: disk, home: disk, nix: disk, docker: disk, cwd: disk },
  nix: {
    installed: true,
    version: '2.26.3',
    variant: 'nix',
    mode: 'multi-user',
    store: { exists: true, writable: true },
    daemon: { state: 'running', socket: '/nix/var/nix/daemon-socket/socket' },
    buildUsers: 32,
    buildUsersGroup: 'nixbld',
    features: ['nix-command', 'flakes'],
    sandbox: 'true',
    trustedUser: true,
    substituters: ['https://cache.nixos.org/'],
    nixpkgs: { source: 'channel', path: '/nix/nixpkgs' },
    builders: [],
    extraPlatforms: [],
  },
  engines: {
    docker: {
      cli: tool,
      daemon: {
        ...noDaemon,
        state: 'running',
        version: '27',
        rootless: false,
        storageDriver: 'overlay2',
        host: 'unix:///var/run/docker.sock',
        context: 'default',
        remote: false,
        platforms: ['linux/amd64'],
        images: ['alpine:<none>'],
        rootDir: '/var/lib/docker',
      },
      buildx: tool,
      builder: null,
    },
    podman: { cli: null, daemon: noDaemon, buildx: null, builder: null },
    buildah: { cli: null, daemon: noDaemon, buildx: null, builder: null },
  },
  binfmt: { supported: true, mounted: true, enabled: true, handlers: [], emulates: [] },
  toolchain: {
    cc: tool,
    cxx: tool,
    clang: tool,
    muslGcc: tool,
    zig: tool,
    muslCross: [],
    glibcStatic: tool,
    muslStatic: tool,
    cargo: tool,
    rustc: tool,
    rustTargets: [],
    rustup: tool,
    go: tool,
    upx: tool,
    make: tool,
    cmake: tool,
    pkgConfig: tool,
    git: tool,
  },
  network: {
    proxy: null,
    caBundle: '/etc/ssl/certs/ca-certificates.crt',
    endpoints: [
      reached('nix-cache', 'https://cache.nixos.org/nix-cache-info'),
      reached('nix-channels', 'https://channels.nixos.org/'),
      reached('docker-hub', 'https://registry-1.docker.io/v2/'),
      reached('alpine-packages', 'https://dl-cdn.alpinelinux.org/alpine/'),
    ],
  },
});

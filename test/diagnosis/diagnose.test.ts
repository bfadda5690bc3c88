import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnosis/catalogue.js';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Captures } from '../../src/machine/capture.js';
import { rustLibraries } from '../../src/probes/toolchain.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const MiB = 1024 ** 2;
const offline = someFacts().network.endpoints.map((endpoint) => ({ ...endpoint, state: 'dns' as const, ms: null }));
const docker = (state: 'stopped' | 'denied' | 'unreachable' | 'absent') => ({
  engines: { docker: { daemon: { state, images: [], host: 'unix:///var/run/docker.sock' } } },
});

const answering = (state: Facts['network']['endpoints'][number]['state']) =>
  someFacts().network.endpoints.map((endpoint) => ({ ...endpoint, state, ms: null }));
const broken = { cli: { path: '/usr/bin/engine', version: '5' }, daemon: { state: 'stopped' as const } };
const handler = {
  name: 'qemu-aarch64',
  arch: 'aarch64',
  interpreter: '/usr/bin/qemu-aarch64-static',
  flags: 'OC',
  enabled: true,
  interpreterFound: false,
};
/** Every place where Rust's libraries lie was looked at. */
const rustRead: Captures = Object.fromEntries(
  [...rustLibraries, 'run:rustc --print sysroot'].map((key) => [key, { ok: false, error: 'ENOENT' }]),
);

const taskLimit = (tasks: number): Captures => ({
  'cgroup:pids.max': { ok: true, text: `/sys/fs/cgroup/system.slice/runner.service\t${tasks}` },
});

/** What is changed of a healthy machine, what is read of it, and the findings that must result. */
const cases: readonly (readonly [string, DeepPartial<Facts>, Captures, readonly string[]])[] = [
  ['a healthy machine', {}, {}, []],
  ['300 MiB is too little for Nix', { memory: { effectiveBytes: 300 * MiB } }, {}, ['memory-too-low', 'memory-low']],
  ['4 GiB cannot rebuild the tool chain', { memory: { effectiveBytes: 4096 * MiB } }, {}, ['memory-toolchain-rebuild']],
  ['few tasks left', { pids: { effective: 7, limit: 20 } }, taskLimit(20), ['pids-too-low']],
  ['a task limit of a unit', { pids: { effective: 40, limit: 60 } }, taskLimit(60), ['pids-low']],
  ['scratch mounted noexec', { disk: { tmp: { noexec: true } } }, {}, ['disk-noexec']],
  ['a home that this user cannot write to', { disk: { home: { writable: false } } }, {}, ['disk-home-read-only']],
  ['scratch that this user cannot write to', { disk: { tmp: { writable: false } } }, {}, ['disk-read-only']],
  ['scratch read-only', { disk: { tmp: { readOnly: true } } }, {}, ['disk-read-only']],
  ['no inodes for the store', { disk: { nix: { freeInodes: 12 } } }, {}, ['disk-inodes-exhausted']],
  ['a full store', { disk: { nix: { freeBytes: 10 * MiB } } }, {}, ['disk-full']],
  ['a file system without a number of inodes', { disk: { nix: { freeInodes: null } } }, {}, []],
  [
    'a home that cannot be written, with settings elsewhere',
    { disk: { home: { writable: false }, config: { path: '/conf', readOnly: false, writable: true } } },
    {},
    [],
  ],
  [
    'a home and settings elsewhere of which nothing is known',
    { disk: { home: { readOnly: true }, config: { path: '/conf', readOnly: null, writable: null } } },
    {},
    ['disk-home-read-only'],
  ],
  [
    'settings that cannot be written in a home that can',
    { disk: { home: { writable: true }, config: { path: '/conf', readOnly: false, writable: false } } },
    {},
    ['disk-home-read-only'],
  ],
  ['a home folder that cannot be written', { disk: { home: { readOnly: true } } }, {}, ['disk-home-read-only']],
  ['no Nix', { nix: { installed: false, store: { exists: false } } }, {}, ['nix-absent']],
  ['a store without a program', { nix: { installed: false } }, {}, ['nix-not-on-path']],
  [
    'a dead daemon',
    { isolation: { uid: 1000 }, nix: { store: { writable: false }, daemon: { state: 'refused' } } },
    {},
    ['nix-daemon-refused'],
  ],
  [
    'no daemon',
    { isolation: { uid: 1000 }, nix: { store: { writable: false }, daemon: { state: 'absent' } } },
    {},
    ['nix-daemon-absent'],
  ],
  [
    'a daemon that is not for this user',
    { isolation: { uid: 1000 }, nix: { store: { writable: false }, daemon: { state: 'denied' } } },
    {},
    ['nix-daemon-denied'],
  ],
  ['a dead daemon that root does not need', { nix: { daemon: { state: 'refused' } } }, {}, []],
  [
    'NIX_REMOTE without a daemon',
    { nix: { daemon: { state: 'absent' } } },
    { 'env:NIX_REMOTE': { ok: true, text: 'daemon' } },
    ['nix-remote-daemon-missing'],
  ],
  ['no build users', { nix: { buildUsers: 0, daemon: { state: 'absent' } } }, {}, ['nix-build-users-missing']],
  ['no build users wanted', { nix: { buildUsers: 0, buildUsersGroup: '' } }, {}, []],
  [
    "a store that is nobody's",
    { isolation: { uid: 1000 }, nix: { mode: 'single-user', store: { writable: false }, daemon: { state: 'absent' } } },
    {},
    ['nix-store-not-writable'],
  ],
  ['no nixpkgs', { nix: { nixpkgs: { source: 'none', path: null } } }, {}, ['nix-nixpkgs-missing']],
  ['a registry without flakes', { nix: { features: [], nixpkgs: { source: 'registry' } } }, {}, ['nix-features-off']],
  [
    'no sandbox',
    { isolation: { capabilities: [], userNamespaces: { canCreate: false } } },
    {},
    ['isolation-userns-denied', 'nix-sandbox-impossible'],
  ],
  ['gVisor', { container: { kind: 'gvisor' } }, {}, ['container-gvisor', 'nix-builders-lost', 'engines-nested']],
  ['WSL 1', { container: { kind: 'wsl1' } }, {}, ['container-wsl1', 'nix-seccomp-rejected', 'engines-nested']],
  [
    'an untrusted user',
    { isolation: { uid: 1000 }, nix: { trustedUser: false, store: { writable: false } } },
    {},
    ['nix-user-untrusted'],
  ],
  ['Docker stopped', docker('stopped'), {}, ['engines-docker-stopped']],
  ['Docker denied', docker('denied'), {}, ['engines-docker-denied']],
  ['Docker elsewhere, and silent', docker('unreachable'), {}, ['engines-docker-unreachable']],
  ['no engine', { engines: { docker: noEngine() } }, {}, ['engines-none']],
  [
    'a stopped Docker beside a Podman that works',
    {
      engines: {
        docker: { daemon: { state: 'stopped' } },
        podman: {
          cli: { path: '/usr/bin/podman', version: '5' },
          daemon: { state: 'running', images: ['alpine:<none>'] },
        },
      },
    },
    {},
    ['engines-docker-stopped'],
  ],
  ['vfs', { engines: { docker: { daemon: { storageDriver: 'vfs' } } } }, {}, ['engines-vfs']],
  [
    'an image that somebody calls Alpine',
    { engines: { docker: { daemon: { images: ['debian:12', 'x/alpine:3.20'] } } } },
    {},
    ['engines-other-image'],
  ],
  [
    'no image and no network',
    { engines: { docker: { daemon: { images: [] } } }, network: { endpoints: offline } },
    {},
    ['network-dns', 'nix-no-substituter', 'engines-no-base-image'],
  ],
  ['no /proc', { isolation: { procMounted: false } }, {}, ['container-proc-missing']],
  ['no compiler', { toolchain: { cc: null, glibcStatic: null } }, {}, ['toolchain-cc-missing']],
  ['no libc.a', { toolchain: { glibcStatic: null } }, {}, ['toolchain-glibc-static-missing']],
  [
    'no musl-gcc, no zig, no upx',
    { toolchain: { muslGcc: null, zig: null, upx: null } },
    {},
    ['toolchain-musl-gcc-missing', 'toolchain-zig-missing', 'toolchain-upx-missing'],
  ],
  [
    'a handler without its emulator',
    {
      binfmt: {
        handlers: [
          {
            name: 'qemu-aarch64',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-aarch64-static',
            flags: 'OC',
            enabled: true,
            interpreterFound: false,
          },
        ],
      },
    },
    {},
    ['binfmt-interpreter-missing'],
  ],
  [
    'a handler without F',
    {
      binfmt: {
        handlers: [
          {
            name: 'qemu-aarch64',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-aarch64',
            flags: 'OC',
            enabled: true,
            interpreterFound: true,
          },
        ],
      },
    },
    {},
    ['binfmt-not-fixed'],
  ],
  ['memory not known', { memory: { effectiveBytes: null } }, {}, ['memory-unknown']],
  [
    'a compiler that could not be looked for',
    { toolchain: { cc: null, glibcStatic: null } },
    { 'which:cc': { ok: false, error: 'timeout' } },
    ['toolchain-unknown'],
  ],
  [
    'zig that could not be asked for',
    { toolchain: { zig: null } },
    { 'run:python3 -m ziglang version': { code: null, stdout: '', stderr: '', timedOut: true } },
    ['toolchain-unknown'],
  ],
  [
    'libc.a that could not be looked for',
    { toolchain: { glibcStatic: null } },
    { 'paths:/usr/lib/*/libc.a': { ok: false, error: 'timeout' } },
    ['toolchain-unknown'],
  ],
  [
    'a chroot',
    { container: { kind: 'chroot' }, isolation: { userNamespaces: { canCreate: false } } },
    {},
    ['container-chroot', 'engines-nested'],
  ],
  [
    'AppArmor that keeps user namespaces to itself',
    { isolation: { uid: 1000, capabilities: [], userNamespaces: { canCreate: false } } },
    { 'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns': { ok: true, text: '1\n' } },
    ['isolation-apparmor-userns', 'nix-sandbox-impossible'],
  ],
  ['little room for scratch', { disk: { tmp: { freeBytes: 60 * MiB } } }, {}, ['disk-low']],
  [
    'no route at all',
    {},
    {
      'file:/proc/net/route': { ok: true, text: 'Iface\tDestination\n' },
      'file:/proc/net/ipv6_route': { ok: false, error: 'ENOENT' },
    },
    ['network-none'],
  ],
  ['another kernel', { os: { kernel: 'Darwin 24.1.0' } }, {}, ['os-not-linux']],
  ['an architecture that nobody serves', { os: { arch: 'riscv64' } }, {}, ['os-arch-rare']],
  ['no_new_privs of a user', { isolation: { uid: 1000, noNewPrivs: true } }, {}, ['isolation-no-new-privs']],
  ['no_new_privs of root', { isolation: { noNewPrivs: true } }, {}, []],
  ['SELinux, enforcing', { isolation: { selinux: 'enforcing' } }, {}, ['isolation-selinux-enforcing']],
  ['/proc not known', { isolation: { procMounted: null } }, {}, ['isolation-unknown']],
  ['tasks not known', { pids: { effective: null } }, {}, ['pids-unknown']],
  ['few inodes', { disk: { tmp: { freeInodes: 500 } } }, {}, ['disk-inodes-low']],
  ['room for scratch not known', { disk: { tmp: { freeBytes: null } } }, {}, ['disk-unknown']],
  ['Nix not looked for', { nix: { installed: null } }, {}, ['nix-unknown']],
  ['an engine not asked', { engines: { docker: { daemon: { state: null } } } }, {}, ['engines-unknown']],
  ['Podman that does not work', { engines: { docker: noEngine(), podman: broken } }, {}, ['engines-podman-unusable']],
  [
    'Buildah that does not work',
    { engines: { docker: noEngine(), buildah: broken } },
    {},
    ['engines-buildah-unusable'],
  ],
  [
    'rootless Podman without newuidmap',
    { isolation: { uid: 1000 }, engines: { docker: noEngine(), podman: broken } },
    { 'which:newuidmap': { ok: false, error: 'ENOENT' } },
    ['engines-newuidmap-missing'],
  ],
  [
    'rootless Podman without a range of ids',
    { isolation: { uid: 1000 }, engines: { docker: noEngine(), podman: broken } },
    { 'file:/etc/subuid': { ok: true, text: 'other:100000:65536\n' }, 'env:USER': { ok: true, text: 'me' } },
    ['engines-subuid-missing'],
  ],
  [
    'rootless Podman with both',
    { isolation: { uid: 1000 }, engines: { docker: noEngine(), podman: broken } },
    { 'file:/etc/subuid': { ok: true, text: 'me:100000:65536\n' }, 'env:USER': { ok: true, text: 'me' } },
    ['engines-podman-unusable'],
  ],
  ['an engine elsewhere', { engines: { docker: { daemon: { remote: true } } } }, {}, ['engines-remote']],
  ['no binfmt_misc', { binfmt: { supported: false, mounted: false } }, {}, ['binfmt-unsupported']],
  ['binfmt_misc not mounted', { binfmt: { mounted: false } }, {}, ['binfmt-not-mounted']],
  [
    'binfmt_misc in a container, where it is never mounted',
    { binfmt: { mounted: false }, container: { kind: 'docker' } },
    {},
    ['engines-nested'],
  ],
  [
    'a handler without F on NixOS',
    { os: { id: 'nixos' }, binfmt: { handlers: [{ ...handler, flags: 'OC', interpreterFound: true }] } },
    {},
    ['binfmt-not-fixed'],
  ],
  ['a handler that is switched off', { binfmt: { handlers: [{ ...handler, enabled: false }] } }, {}, []],
  ['a handler with F, its emulator gone', { binfmt: { handlers: [{ ...handler, flags: 'OCF' }] } }, {}, []],
  [
    'a system of musl',
    { os: { libc: 'musl' }, toolchain: { muslStatic: { path: '/usr/lib/libc.a', version: null } } },
    {},
    ['toolchain-host-is-musl'],
  ],
  [
    "a system of musl without musl's archive",
    { os: { libc: 'musl' } },
    {},
    ['toolchain-host-is-musl', 'toolchain-musl-static-missing'],
  ],
  [
    'Rust without the target',
    { toolchain: { rustc: { path: '/usr/bin/rustc', version: '1.80' }, rustTargets: ['x86_64-unknown-linux-gnu'] } },
    { ...rustRead },
    ['toolchain-rust-target-missing'],
  ],
  [
    'servers that refuse',
    { network: { endpoints: answering('refused') } },
    {},
    ['network-offline', 'nix-no-substituter'],
  ],
  [
    'certificates that are not accepted',
    { network: { endpoints: answering('tls') } },
    {},
    ['network-offline', 'network-tls', 'nix-no-substituter'],
  ],
  [
    'no certificates',
    { network: { caBundle: null } },
    { 'env:SSL_CERT_FILE': { ok: false, error: 'unset' } },
    ['network-ca-missing'],
  ],
  ['a proxy', { network: { proxy: 'http://proxy:3128' } }, {}, ['network-proxy']],
  [
    "Alpine's server not reached",
    {
      network: {
        endpoints: someFacts().network.endpoints.map((each) =>
          each.url.includes('alpinelinux') ? { ...each, state: 'timeout' as const, ms: null } : each,
        ),
      },
    },
    {},
    ['network-apk-unreachable'],
  ],
  [
    'servers not asked',
    { engines: { docker: { daemon: { images: [] } } }, network: { endpoints: answering('skipped') } },
    {},
    ['network-unknown'],
  ],
];

describe('diagnose', () => {
  it.each(cases)('%s', (_, overrides, captures, expected) => {
    const ids = diagnoseFacts(someFacts(overrides), captures).map(({ id }) => id);
    expect(ids.sort()).toEqual([...expected].sort());
  });

  it('shows the very lines that were read', () => {
    const captures: Captures = { 'cgroup:pids.max': { ok: true, text: '/sys/fs/cgroup/a\tmax\n/sys/fs/cgroup\t20' } };
    const [finding] = diagnoseFacts(someFacts({ pids: { effective: 10, limit: 20 } }), captures);
    expect(finding?.evidence).toEqual(['cgroup:pids.max: /sys/fs/cgroup\t20']);
  });

  it('lets local disk and memory say nothing of a remote engine', () => {
    const facts = someFacts({
      engines: { docker: { daemon: { remote: true, host: 'tcp://build:2376' } } },
      memory: { effectiveBytes: 20 * MiB },
      disk: { docker: { freeBytes: 0 }, tmp: { freeBytes: 0 } },
    });
    const alpine = diagnoseFacts(facts, {}).filter(
      ({ rungs, severity }) => rungs.includes('alpine') && severity !== 'info',
    );
    expect(alpine).toEqual([]);
  });

  it('says worst first', () => {
    const facts = someFacts({
      nix: { installed: false },
      toolchain: { upx: null },
      engines: { docker: { daemon: { storageDriver: 'vfs' } } },
    });
    expect(diagnoseFacts(facts, {}).map(({ severity }) => severity)).toEqual(['blocker', 'warning', 'info']);
  });

  it('says first, of what blocks, what blocks most', () => {
    // The container stands before the processes in the order of the domains.
    const facts = someFacts({ isolation: { procMounted: false }, pids: { effective: 2, limit: 2 } });
    const blockers = diagnoseFacts(facts, {});
    expect(blockers.map(({ id }) => id)).toEqual(['pids-too-low', 'container-proc-missing']);
    const [most, fewer] = blockers.map(({ rungs }) => rungs.length);
    expect(most).toBeGreaterThan(fewer as number);
  });

  it('offers to run only the fixes that are complete, and none that leaves a word to fill in', () => {
    const runnable = cases.flatMap(([, overrides, captures]) =>
      diagnoseFacts(someFacts(overrides), captures).flatMap(({ id, fixes }) =>
        fixes.filter((fix) => fix.runnable).map(({ title }) => `${id}: ${title}`),
      ),
    );
    expect([...new Set(runnable)].sort()).toEqual([
      'binfmt-interpreter-missing: Install qemu-user-static with apt',
      'binfmt-interpreter-missing: Remove this handler',
      'binfmt-not-fixed: Install qemu-user-static with apt',
      'binfmt-not-mounted: Mount it',
      'binfmt-unsupported: Load the module',
      'container-proc-missing: Mount /proc',
      'disk-full: Delete unreferenced store paths',
      'disk-inodes-exhausted: Delete unreferenced store paths',
      'engines-docker-denied: Install podman with apt',
      'engines-docker-stopped: Install docker.io with apt',
      'engines-docker-stopped: Install podman with apt',
      'engines-none: Install docker.io with apt',
      'engines-none: Install podman with apt',
      'memory-low: Add 4 GiB of swap',
      'memory-too-low: Add 4 GiB of swap',
      'memory-toolchain-rebuild: Add 4 GiB of swap',
      'network-ca-missing: Install ca-certificates with apt',
      'nix-absent: Install nix-bin with apt',
      'nix-build-users-missing: Create the group nixbld and ten build users',
      "nix-build-users-missing: Run root's builds as root, in this user's settings",
      'nix-features-off: Enable flakes for this user',
      'nix-nixpkgs-missing: Subscribe to the channel nixpkgs-unstable',
      'nix-not-on-path: Install nix-bin with apt',
      'nix-remote-daemon-missing: Start the Nix daemon',
      'nix-sandbox-impossible: Build without the sandbox, for this user',
      'nix-seccomp-rejected: Build without the seccomp filter, for this user',
      'pids-low: Remove the task limit of runner.service',
      'pids-too-low: Remove the task limit of runner.service',
      'toolchain-cc-missing: Install gcc libc6-dev with apt',
      'toolchain-glibc-static-missing: Install libc6-dev with apt',
      'toolchain-musl-gcc-missing: Install musl-tools with apt',
      'toolchain-upx-missing: Install upx-ucl with apt',
    ]);
  });

  it('has a case for every finding that it can make', () => {
    const seen = new Set(cases.flatMap(([, , , ids]) => ids));
    // Those of canaries result from builds (test/build), those of a project from its files (test/project).
    const missed = Object.keys(catalogue).filter((id) => !seen.has(id) && !/^(?:canary|project)-/.test(id));
    expect(missed).toEqual([]);
  });
});

it.each([
  ['debian', '12', 'python3 -m pip install --user --break-system-packages ziglang'],
  ['debian', null, 'python3 -m pip install --user --break-system-packages ziglang'],
  ['debian', '11', 'python3 -m pip install --user ziglang'],
  ['ubuntu', '22.04', 'python3 -m pip install --user ziglang'],
  ['ubuntu', '24.04', 'python3 -m pip install --user --break-system-packages ziglang'],
  ['fedora', '40', 'python3 -m pip install --user ziglang'],
])('on %s %s pip is called as its Python lets it', (id, versionId, command) => {
  const facts = someFacts({ os: { id, versionId }, toolchain: { zig: null } });
  const found = diagnoseFacts(facts, {}).find((each) => each.id === 'toolchain-zig-missing');
  expect(found?.fixes[0]?.commands).toEqual([command]);
});

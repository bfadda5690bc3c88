/**
 * Of each fix: who carries it out, whether it may be run from here, and whether it can be taken back. A fix with a name to
 * fill in, of another machine or of another person is never run.
 */
import { expect, it } from 'vitest';
import { diagnoseFacts } from '../../src/diagnosis/diagnose.js';
import type { Fix } from '../../src/diagnosis/finding.js';
import type { Facts } from '../../src/facts/facts.js';
import { captured } from '../support/captures.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

/** `you`, or another actor; `root`; `runs` where it can be run from here; `back` where it has an undo; what is asked for. */
const shape = ({ who, needsRoot, runnable, undo, input }: Fix): string =>
  [who, needsRoot && 'root', runnable && 'runs', undo !== null && 'back', input?.kind].filter(Boolean).join(' ');

const container = { container: { kind: 'docker' } } as const;
const user = { isolation: { uid: 1000, capabilities: [] } };
const noNamespaces = { isolation: { ...user.isolation, userNamespaces: { canCreate: false } } };
const sudo = { 'which:sudo': '/usr/bin/sudo' };
const answering = (state: 'dns' | 'tls') =>
  someFacts().network.endpoints.map((endpoint) => ({ ...endpoint, state, ms: null }));
const [off, tls] = [answering('dns'), answering('tls')];
const handler = {
  name: 'qemu-aarch64',
  arch: 'aarch64',
  interpreter: '/usr/bin/qemu-aarch64',
  flags: 'OC',
  enabled: true,
  interpreterFound: true,
};
const GiB = 1024 ** 3;

type Case = readonly [string, DeepPartial<Facts>, Parameters<typeof captured>[0], string, readonly string[]];
const cases: readonly Case[] = [
  [
    'a task limit of a unit of systemd',
    { pids: { effective: 3, limit: 9, userLimit: 100 }, init: { system: 'systemd' } },
    { 'cgroup:pids.max': '/sys/fs/cgroup/user.slice/user-0.slice\t9' },
    'pids-too-low',
    ['blocker', 'you root runs back'],
  ],
  [
    'a task limit of a pod',
    { pids: { effective: 3, limit: 9 }, container: { kind: 'kubernetes' } },
    {},
    'pids-too-low',
    ['blocker', 'host'],
  ],
  [
    'a task limit of a container',
    { pids: { effective: 3, limit: 9 }, ...container },
    {},
    'pids-too-low',
    ['blocker', 'host'],
  ],
  [
    'a task limit of a shell',
    { pids: { effective: 3, limit: 200, userLimit: 100 } },
    {},
    'pids-too-low',
    ['blocker', 'you'],
  ],
  [
    'a task limit of the kernel',
    { pids: { effective: 3, limit: null, userLimit: null, kernelMax: 400 } },
    {},
    'pids-too-low',
    ['blocker', 'you root runs back'],
  ],
  [
    'a task limit of the kernel, seen in a container',
    { pids: { effective: 3, limit: null, userLimit: null, kernelMax: 400 }, ...container },
    {},
    'pids-too-low',
    ['blocker', 'host root back'],
  ],
  [
    'a memory limit that is set from outside',
    { memory: { effectiveBytes: GiB / 4, limitBytes: GiB } },
    {},
    'memory-too-low',
    ['blocker', 'host'],
  ],
  [
    'a limit that is all there is',
    { memory: { effectiveBytes: GiB / 4, limitBytes: GiB, totalBytes: GiB } },
    {},
    'memory-too-low',
    ['blocker', 'you root runs back'],
  ],
  [
    'little memory of a host',
    { memory: { effectiveBytes: GiB / 4, limitBytes: null, totalBytes: GiB }, ...container },
    {},
    'memory-too-low',
    ['blocker', 'host root back'],
  ],
  [
    'namespaces that AppArmor denies, without sudo',
    noNamespaces,
    { 'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
    'isolation-apparmor-userns',
    ['warning', 'root root back', 'root root back'],
  ],
  [
    'namespaces that AppArmor of a host denies',
    { ...noNamespaces, ...container },
    { 'file:/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
    'isolation-apparmor-userns',
    ['warning', 'host root back', 'host root back'],
  ],
  [
    'namespaces that two settings deny, with sudo',
    noNamespaces,
    {
      'file:/proc/sys/kernel/unprivileged_userns_clone': '0\n',
      'file:/proc/sys/user/max_user_namespaces': '0\n',
      ...sudo,
    },
    'isolation-userns-denied',
    ['info', 'you root runs back', 'you root runs back'],
  ],
  [
    'namespaces that a container is denied',
    { ...container, isolation: { ...noNamespaces.isolation, seccomp: 'filter' } },
    { 'file:/proc/sys/user/max_user_namespaces': '0\n' },
    'isolation-userns-denied',
    ['info', 'host root back', 'host'],
  ],
  [
    'namespaces that Podman needs, denied by what is not known',
    { ...noNamespaces, engines: { podman: { cli: { path: '/p', version: '1' }, daemon: { state: 'running' } } } },
    {},
    'isolation-userns-denied',
    ['warning'],
  ],
  [
    'rights that were given away',
    { isolation: { uid: 1000, noNewPrivs: true } },
    {},
    'isolation-no-new-privs',
    ['info', 'host'],
  ],
  [
    'a read-only folder',
    { disk: { tmp: { readOnly: true } }, container: { kind: 'none' } },
    {},
    'disk-read-only',
    ['warning', 'you', 'you root back'],
  ],
  [
    'a read-only folder of a container',
    { disk: { tmp: { readOnly: true } }, ...container },
    {},
    'disk-read-only',
    ['warning', 'you', 'host'],
  ],
  [
    'a folder without programs',
    { disk: { tmp: { noexec: true } }, container: { kind: 'none' } },
    {},
    'disk-noexec',
    ['warning', 'you', 'you root back'],
  ],
  [
    'a folder without programs of a container',
    { disk: { tmp: { noexec: true } }, ...container },
    {},
    'disk-noexec',
    ['warning', 'you', 'host'],
  ],
  ['a full store', { disk: { nix: { freeBytes: 1 } } }, {}, 'disk-full', ['blocker', 'you runs']],
  ['a full folder of an engine', { disk: { docker: { freeBytes: 1 } } }, {}, 'disk-full', ['blocker', 'you']],
  ['a full folder', { disk: { tmp: { freeBytes: 1 } } }, {}, 'disk-full', ['blocker', 'you']],
  ['a read-only home', { disk: { home: { readOnly: true } } }, {}, 'disk-home-read-only', ['warning', 'you']],
  [
    "a store that is nobody's",
    {
      ...user,
      init: { system: 'systemd' },
      nix: { mode: 'single-user', store: { writable: false }, daemon: { state: 'absent' } },
    },
    { ...sudo },
    'nix-store-not-writable',
    ['blocker', 'you root runs back', 'you root'],
  ],
  [
    'a dead daemon of Nix',
    { ...user, init: { system: 'none' }, nix: { store: { writable: false }, daemon: { state: 'refused' } } },
    { ...sudo },
    'nix-daemon-refused',
    ['blocker', 'you root runs back'],
  ],
  [
    'a daemon of Nix that is not for this user',
    { ...user, nix: { store: { writable: false }, daemon: { state: 'denied' } } },
    { ...sudo },
    'nix-daemon-denied',
    ['blocker', 'you root'],
  ],
  [
    'a daemon of Nix that only a variable names',
    { nix: { daemon: { state: 'absent' } } },
    { 'env:NIX_REMOTE': 'daemon' },
    'nix-remote-daemon-missing',
    ['blocker', 'you', 'you root runs back'],
  ],
  [
    'no build users of root',
    { nix: { buildUsers: 0, daemon: { state: 'absent' } } },
    {},
    'nix-build-users-missing',
    ['blocker', 'you root runs back', 'you root runs back'],
  ],
  [
    'no build users of a daemon',
    { nix: { buildUsers: 0, daemon: { state: 'running' } } },
    { 'env:NIX_REMOTE': 'daemon' },
    'nix-build-users-missing',
    ['blocker', 'you root runs back'],
  ],
  [
    'no nixpkgs',
    { nix: { nixpkgs: { source: 'none', path: null } } },
    {},
    'nix-nixpkgs-missing',
    ['blocker', 'you package-set', 'you runs back'],
  ],
  [
    'flakes that are off',
    { nix: { features: [], nixpkgs: { source: 'registry' } } },
    {},
    'nix-features-off',
    ['blocker', 'you', 'you runs back'],
  ],
  ['no cache of Nix', { nix: {}, network: { endpoints: off } }, {}, 'nix-no-substituter', ['warning', 'you']],
  ['no sandbox', noNamespaces, {}, 'nix-sandbox-impossible', ['warning', 'you', 'you runs back']],
  ['gVisor', { container: { kind: 'gvisor' } }, {}, 'nix-builders-lost', ['warning', 'you machine']],
  ['WSL 1', { container: { kind: 'wsl1' } }, {}, 'container-wsl1', ['warning', 'host back']],
  [
    'a user whom the daemon does not trust',
    { ...user, nix: { trustedUser: false, store: { writable: false } } },
    { ...sudo },
    'nix-user-untrusted',
    ['info', 'you root address', 'you root user'],
  ],
  [
    'a store without a program',
    { nix: { installed: false } },
    {},
    'nix-not-on-path',
    ['blocker', 'you', 'you root runs back', 'you root'],
  ],
  [
    'a Docker that is not for this user',
    { ...user, engines: { docker: { daemon: { state: 'denied' } } } },
    { ...sudo },
    'engines-docker-denied',
    ['blocker', 'you root runs back', 'you root back'],
  ],
  [
    'a Docker elsewhere',
    { engines: { docker: { daemon: { state: 'unreachable' } } } },
    {},
    'engines-docker-unreachable',
    ['blocker', 'you', 'host'],
  ],
  [
    'a stopped Docker of systemd',
    { engines: { docker: { daemon: { state: 'stopped' } } }, init: { system: 'systemd' } },
    { 'which:dockerd': '/d' },
    'engines-docker-stopped',
    ['blocker', 'you root runs back'],
  ],
  [
    'a stopped Docker without systemd',
    { engines: { docker: { daemon: { state: 'stopped' } } }, init: { system: 'none' } },
    { 'which:dockerd': '/d' },
    'engines-docker-stopped',
    ['blocker', 'you root runs back'],
  ],
  [
    'a Docker without its daemon',
    { engines: { docker: { daemon: { state: 'stopped' } } } },
    {},
    'engines-docker-stopped',
    ['blocker', 'you root runs back', 'you root runs back'],
  ],
  [
    'a Docker without its daemon in a container',
    { engines: { docker: { daemon: { state: 'stopped' } } }, ...container, isolation: { capabilities: [] } },
    {},
    'engines-docker-stopped',
    ['blocker', 'you root runs back', 'host'],
  ],
  [
    'a Podman that does not work',
    { engines: { docker: noEngine(), podman: { cli: { path: '/p', version: '1' }, daemon: { state: 'stopped' } } } },
    {},
    'engines-podman-unusable',
    ['blocker', 'host'],
  ],
  [
    'no engine',
    { engines: { docker: noEngine() } },
    {},
    'engines-none',
    ['blocker', 'you root runs back', 'you root runs back'],
  ],
  [
    'a slow storage driver',
    {
      engines: {
        docker: noEngine(),
        podman: { cli: { path: '/p', version: '1' }, daemon: { state: 'running', storageDriver: 'vfs' } },
      },
    },
    {},
    'engines-vfs',
    ['warning', 'you'],
  ],
  [
    'no image',
    { engines: { docker: { daemon: { images: [] } } }, network: { endpoints: off } },
    {},
    'engines-no-base-image',
    ['blocker', 'you image', 'you file'],
  ],
  [
    "an image that is somebody's",
    { engines: { docker: { daemon: { images: ['x/alpine:3'] } } } },
    {},
    'engines-other-image',
    ['info', 'you image'],
  ],
  [
    'no /proc for root',
    { isolation: { procMounted: false } },
    {},
    'container-proc-missing',
    ['blocker', 'you root runs back'],
  ],
  [
    'no /proc for a user',
    { isolation: { procMounted: false, uid: 1000, capabilities: [] } },
    {},
    'container-proc-missing',
    ['blocker', 'host'],
  ],
  [
    'no network of a machine',
    {},
    { 'file:/proc/net/route': 'Iface\n', 'file:/proc/net/ipv6_route': new Error('ENOENT') },
    'network-none',
    ['warning', 'network'],
  ],
  [
    'no network of a container',
    container,
    { 'file:/proc/net/route': 'Iface\n', 'file:/proc/net/ipv6_route': new Error('ENOENT') },
    'network-none',
    ['warning', 'host'],
  ],
  ['no names of hosts', { network: { endpoints: off } }, {}, 'network-dns', ['warning', 'network']],
  ['certificates that are not accepted', { network: { endpoints: tls } }, {}, 'network-tls', ['warning', 'you']],
  ['no zig', { toolchain: { zig: null } }, {}, 'toolchain-zig-missing', ['blocker', 'you back']],
  [
    'no compiler, for a user without sudo',
    { ...user, toolchain: { cc: null, glibcStatic: null } },
    {},
    'toolchain-cc-missing',
    ['blocker', 'root root back'],
  ],
  [
    'a kernel without binfmt_misc',
    { binfmt: { supported: false } },
    {},
    'binfmt-unsupported',
    ['info', 'you root runs back'],
  ],
  [
    'binfmt_misc that is not mounted',
    { binfmt: { supported: true, mounted: false } },
    {},
    'binfmt-not-mounted',
    ['info', 'you root runs back'],
  ],
  [
    'an emulator that is gone',
    { binfmt: { handlers: [{ ...handler, interpreterFound: false }] } },
    {},
    'binfmt-interpreter-missing',
    ['warning', 'you root runs back', 'you root runs'],
  ],
  [
    'an emulator that containers do not see',
    { binfmt: { handlers: [handler] } },
    {},
    'binfmt-not-fixed',
    ['warning', 'you root runs back', 'you root back'],
  ],
  [
    'the same on NixOS',
    { os: { id: 'nixos' }, binfmt: { handlers: [handler] } },
    {},
    'binfmt-not-fixed',
    ['warning', 'you root', 'you root back'],
  ],
  [
    'Rust without its library for musl',
    {
      toolchain: {
        rustc: { path: '/r', version: '1' },
        rustup: { path: '/r', version: '1' },
        rustTargets: ['x86_64-unknown-linux-gnu'],
      },
    },
    {},
    'toolchain-rust-target-missing',
    ['info', 'you runs back'],
  ],
];

it.each(cases)('%s', (_, facts, captures, id, expected) => {
  const found = diagnoseFacts(someFacts(facts), captured(captures)).find((each) => each.id === id);
  expect([found?.severity, ...(found?.fixes.map(shape) ?? [])]).toEqual(expected);
});

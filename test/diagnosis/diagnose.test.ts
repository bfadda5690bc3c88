import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/diagnosis/catalogue.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Captures } from '../../src/machine/capture.js';
import { type DeepPartial, noEngine, someFacts } from '../support/facts.js';

const MiB = 1024 ** 2;
const offline = someFacts().network.endpoints.map((endpoint) => ({ ...endpoint, state: 'dns' as const, ms: null }));
const docker = (state: 'stopped' | 'denied' | 'unreachable' | 'absent') => ({
  engines: { docker: { daemon: { state, images: [], host: 'unix:///var/run/docker.sock' } } },
});

/** What is changed of a healthy machine, what is read of it, and the findings that must come of it. */
const cases: readonly (readonly [string, DeepPartial<Facts>, Captures, readonly string[]])[] = [
  ['a healthy machine', {}, {}, []],
  ['300 MiB is too little for Nix', { memory: { effectiveBytes: 300 * MiB } }, {}, ['memory-too-low', 'memory-low']],
  ['4 GiB cannot rebuild the tool chain', { memory: { effectiveBytes: 4096 * MiB } }, {}, ['memory-toolchain-rebuild']],
  ['few tasks left', { pids: { effective: 7, limit: 20 } }, {}, ['pids-too-low']],
  ['a task limit of a unit', { pids: { effective: 40, limit: 60 } }, {}, ['pids-low']],
  ['scratch mounted noexec', { disk: { tmp: { noexec: true } } }, {}, ['disk-noexec']],
  ['scratch read-only', { disk: { tmp: { readOnly: true } } }, {}, ['disk-read-only']],
  ['no inodes for the store', { disk: { nix: { freeInodes: 12 } } }, {}, ['disk-inodes-exhausted']],
  ['a full store', { disk: { nix: { freeBytes: 10 * MiB } } }, {}, ['disk-full']],
  ['a file system without a number of inodes', { disk: { nix: { freeInodes: null } } }, {}, []],
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
        podman: { cli: { path: '/usr/bin/podman', version: '5' }, daemon: { state: 'running', images: ['alpine:3'] } },
      },
    },
    {},
    ['engines-docker-stopped'],
  ],
  ['vfs', { engines: { docker: { daemon: { storageDriver: 'vfs' } } } }, {}, ['engines-vfs']],
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
];

describe('diagnose', () => {
  it.each(cases)('%s', (_, overrides, captures, expected) => {
    const ids = diagnose(someFacts(overrides), captures).map(({ id }) => id);
    expect(ids.sort()).toEqual([...expected].sort());
  });

  it('shows the very lines that were read', () => {
    const captures: Captures = { 'cgroup:pids.max': { ok: true, text: '/sys/fs/cgroup/a\tmax\n/sys/fs/cgroup\t20' } };
    const [finding] = diagnose(someFacts({ pids: { effective: 10, limit: 20 } }), captures);
    expect(finding?.evidence).toEqual(['cgroup:pids.max: /sys/fs/cgroup\t20']);
  });

  it('lets local disk and memory say nothing of a remote engine', () => {
    const facts = someFacts({
      engines: { docker: { daemon: { remote: true, host: 'tcp://build:2376' } } },
      memory: { effectiveBytes: 20 * MiB },
      disk: { docker: { freeBytes: 0 }, tmp: { freeBytes: 0 } },
    });
    const alpine = diagnose(facts, {}).filter(({ rungs, severity }) => rungs.includes('alpine') && severity !== 'info');
    expect(alpine).toEqual([]);
  });

  it('says worst first', () => {
    const facts = someFacts({
      nix: { installed: false },
      toolchain: { upx: null },
      engines: { docker: { daemon: { storageDriver: 'vfs' } } },
    });
    expect(diagnose(facts, {}).map(({ severity }) => severity)).toEqual(['blocker', 'warning', 'info']);
  });

  it('covers the catalogue', () => {
    const seen = new Set(cases.flatMap(([, , , ids]) => ids));
    const elsewhere = [
      'os-',
      'isolation-',
      'network-',
      'binfmt-',
      '-unknown',
      'unusable',
      'newuidmap',
      'subuid',
      'remote',
      'not-on-path',
      'host-is-musl',
      'rust',
      'chroot',
      'disk-low',
      'inodes-low',
      'canary-',
    ];
    const missed = Object.keys(catalogue).filter((id) => !seen.has(id) && !elsewhere.some((part) => id.includes(part)));
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
  const found = diagnose(facts, {}).find((each) => each.id === 'toolchain-zig-missing');
  expect(found?.fixes[0]?.commands).toEqual([command]);
});

import { expect, it } from 'vitest';
import type { Facts } from '../../src/facts/facts.js';
import type { Captures } from '../../src/machine/capture.js';
import { interpret } from '../../src/probes/interpret.js';
import { captured } from '../support/captures.js';
import type { DeepPartial } from '../support/facts.js';

// What is read, and the facts that result from it. A new fact needs a row here (test/checks/forgotten.test.ts).

const mounts = [
  '22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
  '23 22 0:21 / /tmp rw,noexec,nosuid - tmpfs tmpfs rw',
  '24 22 8:2 / /nix ro - btrfs /dev/sda2 ro',
  '25 22 0:35 / /proc/sys/fs/binfmt_misc rw - binfmt_misc binfmt_misc rw',
].join('\n');
const version = (text: string) => [0, text] as const;
const dockerInfo = 'run:docker info --format {{.|json}}';

const rows: readonly (readonly [string, Captures, DeepPartial<Facts>])[] = [
  [
    'os-release, which may quote',
    captured({ 'file:/etc/os-release': 'ID=alpine\nVERSION_ID="3.22.1"\n', 'run:uname -rm': [0, '6.6.0 aarch64'] }),
    { os: { id: 'alpine', versionId: '3.22.1', kernel: '6.6.0', arch: 'aarch64', libc: 'musl' } },
  ],
  [
    'known static libraries and headers, and no private ones',
    captured({
      'paths:/usr/lib/*/lib*.a': '/usr/lib/x86_64-linux-gnu/libz.a\n/usr/lib/x86_64-linux-musl/libz.a',
      'paths:/usr/lib64/lib*.a': '',
      'paths:/usr/lib/lib*.a': '',
      'paths:/usr/local/lib/lib*.a': '/usr/local/lib/libown.a\n/usr/local/lib/libssl.a',
      'paths:/usr/local/musl/lib/lib*.a': '',
      'paths:/usr/include/*': '/usr/include/stdio.h\n/usr/include/zlib.h',
      'paths:/usr/include/*-linux-*/*': '/usr/include/x86_64-linux-gnu/curl',
      'paths:/usr/local/include/*': '',
      'paths:/usr/local/musl/include/*': '',
    }),
    {
      toolchain: {
        archives: ['/usr/lib/x86_64-linux-gnu/libz.a', '/usr/lib/x86_64-linux-musl/libz.a', '/usr/local/lib/libssl.a'],
        headers: ['/usr/include/zlib.h', '/usr/include/x86_64-linux-gnu/curl'],
      },
    },
  ],
  [
    'the soft limit of processes of this user, not the hard one',
    captured({
      'file:/proc/self/limits': 'Max processes             700                  90000                processes\n',
    }),
    { pids: { userLimit: 700 } },
  ],
  [
    'no limit of processes',
    captured({
      'file:/proc/self/limits': 'Max processes             unlimited            unlimited            processes\n',
    }),
    { pids: { userLimit: null } },
  ],
  [
    'the programs that enter a root file system',
    captured({
      'which:chroot': '/usr/sbin/chroot\n',
      'which:unshare': '/usr/bin/unshare',
      'which:bwrap': '/usr/bin/bwrap',
      'which:proot': '/opt/bin/proot',
    }),
    {
      isolation: {
        rootTools: {
          chroot: '/usr/sbin/chroot',
          unshare: '/usr/bin/unshare',
          bwrap: '/usr/bin/bwrap',
          proot: '/opt/bin/proot',
        },
      },
    },
  ],
  [
    'no_new_privs and process 1',
    captured({ 'file:/proc/self/status': 'NoNewPrivs:\t1\nSeccomp:\t2\n', 'file:/proc/1/comm': 'tini\n' }),
    { isolation: { noNewPrivs: true, seccomp: 'filter', pid1: 'tini', procMounted: true } },
  ],
  [
    'without no_new_privs',
    captured({ 'file:/proc/self/status': 'NoNewPrivs:\t0\n' }),
    { isolation: { noNewPrivs: false } },
  ],
  [
    'a folder of settings in the home folder',
    captured({
      'file:/proc/self/mountinfo': mounts,
      'env:XDG_CONFIG_HOME': new Error('unset'),
      'df:$XDG_CONFIG_HOME/musl-wizard': new Error('unset'),
      'env:HOME': '/home/ada',
      'df:$HOME/.config/musl-wizard': '7 - - rwx /home/ada/.config',
    }),
    { disk: { config: { path: '/home/ada/.config/musl-wizard', freeBytes: 7, writable: true } } },
  ],
  [
    'a folder of settings elsewhere',
    captured({
      'file:/proc/self/mountinfo': mounts,
      'env:XDG_CONFIG_HOME': '/conf',
      'df:$XDG_CONFIG_HOME/musl-wizard': '8 - - rx /conf',
      'env:HOME': '/home/ada',
      'df:$HOME/.config/musl-wizard': '7 - - rwx /home/ada/.config',
    }),
    { disk: { config: { freeBytes: 8, writable: false } } },
  ],
  [
    'folders on mounts of their own',
    captured({
      'file:/proc/self/mountinfo': mounts,
      'env:TMPDIR': new Error('unset'),
      'df:$TMPDIR': new Error('unset'),
      'df:/tmp': '1000 20 - rwx /tmp',
      'df:/nix': '5 - - rx /nix',
      'env:HOME': '/home/ada',
      'df:$HOME': '7 - - rx /home/ada',
      'env:PWD': '/srv',
      'df:$PWD': '9 - - /srv',
    }),
    {
      disk: {
        tmp: {
          path: '/tmp',
          freeBytes: 1000,
          freeInodes: 20,
          readOnly: false,
          writable: true,
          noexec: true,
          fsType: 'tmpfs',
        },
        nix: {
          path: '/nix',
          freeBytes: 5,
          freeInodes: null,
          readOnly: true,
          writable: null,
          noexec: false,
          fsType: 'btrfs',
        },
        home: { freeBytes: 7, readOnly: false, writable: false },
        cwd: { freeBytes: 9, readOnly: false, writable: null },
      },
    },
  ],
  [
    'the folder of settings, where a variable names it',
    captured({
      'file:/proc/self/mountinfo': mounts,
      'env:HOME': '/home/ada',
      'env:XDG_CONFIG_HOME': '/srv/config',
      'df:$XDG_CONFIG_HOME/musl-wizard': '8 - - rwx /srv',
      'df:$HOME/.config/musl-wizard': '7 - - rx /home/ada',
    }),
    { disk: { config: { freeBytes: 8, writable: true } } },
  ],
  [
    'the folder of settings, where no variable does',
    captured({
      'file:/proc/self/mountinfo': mounts,
      'env:HOME': '/home/ada',
      'env:XDG_CONFIG_HOME': new Error('unset'),
      'df:$XDG_CONFIG_HOME/musl-wizard': new Error('unset'),
      'df:$HOME/.config/musl-wizard': '7 - - rx /home/ada',
    }),
    { disk: { config: { freeBytes: 7, writable: false } } },
  ],
  [
    'a binfmt_misc that is mounted, and one that is only known',
    captured({ 'file:/proc/self/mountinfo': mounts, 'file:/proc/filesystems': 'nodev\tproc\nnodev\tbinfmt_misc\n' }),
    { binfmt: { supported: true, mounted: true, enabled: null } },
  ],
  [
    'a binfmt_misc that is not there, without a table of mounts',
    captured({ 'file:/proc/sys/fs/binfmt_misc/status': new Error('ENOENT') }),
    { binfmt: { mounted: false } },
  ],
  [
    'a binfmt_misc that may not be read, without a table of mounts',
    captured({ 'file:/proc/sys/fs/binfmt_misc/status': new Error('EACCES') }),
    { binfmt: { mounted: null } },
  ],
  ...(['enabled', 'disabled'] as const).map(
    (state) =>
      [
        `a handler that is on, while all are ${state} together`,
        captured({
          'run:uname -rm': [0, '6.6.0 x86_64'],
          'file:/proc/sys/fs/binfmt_misc/status': `${state}\n`,
          'glob:/proc/sys/fs/binfmt_misc/*': '/proc/sys/fs/binfmt_misc/qemu-arm',
          'file:/proc/sys/fs/binfmt_misc/qemu-arm': 'enabled\ninterpreter /usr/bin/qemu-arm\nflags: F\n',
        }),
        { binfmt: { enabled: state === 'enabled', emulates: state === 'enabled' ? ['arm'] : [] } },
      ] as const,
  ),
  [
    'a kernel without binfmt_misc',
    captured({
      'file:/proc/self/mountinfo': '22 1 8:1 / / rw - ext4 /dev/sda1 rw',
      'file:/proc/filesystems': '\text4\n',
    }),
    { binfmt: { supported: false, mounted: false } },
  ],
  [
    'a handler: its magic, its flag, whether its emulator is there',
    captured({
      'file:/proc/sys/fs/binfmt_misc/status': 'enabled\n',
      'glob:/proc/sys/fs/binfmt_misc/*': '/proc/sys/fs/binfmt_misc/arm64',
      'file:/proc/sys/fs/binfmt_misc/arm64': `enabled\ninterpreter /usr/bin/qemu-aarch64\nflags: F\noffset 0\nmagic 7f454c46${'0'.repeat(28)}b700\n`,
      'paths:/usr/bin/qemu-*': '/usr/bin/qemu-arm',
    }),
    {
      binfmt: {
        enabled: true,
        handlers: [
          {
            name: 'arm64',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-aarch64',
            flags: 'F',
            enabled: true,
            interpreterFound: false,
          },
        ],
      },
    },
  ],
  [
    'a handler that is switched off, of an emulator that is there',
    captured({
      'file:/proc/sys/fs/binfmt_misc/status': 'disabled\n',
      'glob:/proc/sys/fs/binfmt_misc/*': '/proc/sys/fs/binfmt_misc/qemu-arm',
      'file:/proc/sys/fs/binfmt_misc/qemu-arm': 'disabled\ninterpreter /usr/bin/qemu-arm\nflags: \n',
      'paths:/usr/bin/qemu-*': '/usr/bin/qemu-arm',
    }),
    {
      binfmt: {
        enabled: false,
        handlers: [
          {
            name: 'qemu-arm',
            arch: 'arm',
            interpreter: '/usr/bin/qemu-arm',
            flags: '',
            enabled: false,
            interpreterFound: true,
          },
        ],
        emulates: [],
      },
    },
  ],
  [
    "musl's own archive, on a system of musl",
    captured({
      'file:/etc/os-release': 'ID=void\n',
      'paths:/lib/*-linux-gnu*/libc.so.6': '',
      'paths:/lib64/libc.so.6': '',
      'paths:/usr/lib/libc.so.6': '',
      'paths:/lib/ld-musl-*.so.1': '/lib/ld-musl-x86_64.so.1',
      'paths:/usr/lib/*/libc.a': '',
      'paths:/usr/lib64/libc.a': '',
      'paths:/usr/lib/libc.a': '/usr/lib/libc.a',
    }),
    { os: { libc: 'musl' }, toolchain: { muslStatic: { path: '/usr/lib/libc.a', version: null }, glibcStatic: null } },
  ],
  [
    'tools, by where they are and what they say of themselves',
    captured({
      'which:c++': '/usr/bin/c++',
      'run:c++ --version': version('c++ (Debian 14.2.0-19) 14.2.0'),
      'which:rustup': '/root/.cargo/bin/rustup',
      'run:rustup --help': version('rustup 1.28.1 (f9edccde0 2025-03-05)'),
      'which:make': '/usr/bin/make',
      'run:make --version': version('GNU Make 4.4.1'),
      'which:cmake': '/usr/bin/cmake',
      'run:cmake --version': version('cmake version 3.31.6'),
      'which:pkg-config': '/usr/bin/pkg-config',
      'run:pkg-config --version': version('1.8.1'),
      'programs:*-linux-musl*-*': [
        '/opt/x/bin/aarch64-linux-musl-g++',
        '/opt/x/bin/aarch64-linux-musl-gcc',
        '/usr/bin/x86_64-linux-musl-gcc',
      ].join('\n'),
    }),
    {
      toolchain: {
        cxx: { path: '/usr/bin/c++', version: '14.2.0' },
        rustup: { path: '/root/.cargo/bin/rustup', version: '1.28.1' },
        make: { path: '/usr/bin/make', version: '4.4.1' },
        cmake: { path: '/usr/bin/cmake', version: '3.31.6' },
        pkgConfig: { path: '/usr/bin/pkg-config', version: '1.8.1' },
        muslCross: [
          {
            path: '/opt/x/bin/aarch64-linux-musl-gcc',
            triple: 'aarch64-linux-musl',
            arch: 'aarch64',
            tools: ['g++', 'gcc'],
          },
          { path: '/usr/bin/x86_64-linux-musl-gcc', triple: 'x86_64-linux-musl', arch: 'x86_64', tools: ['gcc'] },
        ],
      },
    },
  ],
  [
    'certificates that a variable names',
    captured({ 'env:NIX_SSL_CERT_FILE': '/own.pem', 'env:SSL_CERT_FILE': '/other.pem' }),
    { network: { caBundle: '/own.pem' } },
  ],
  [
    "where the engine's own folder is",
    captured({
      'env:DOCKER_CONFIG': '/work/docker',
      'file:$DOCKER_CONFIG/config.json': '{}',
      'glob:$DOCKER_CONFIG/contexts/meta/*/meta.json': '',
      [dockerInfo]: [0, '{"ServerVersion":"27.0","DockerRootDir":"/data/docker"}'],
    }),
    { engines: { docker: { daemon: { rootDir: '/data/docker' } } } },
  ],
  [
    'the socket of the Nix daemon and the group of its build users',
    captured({
      'file:/etc/nix/nix.conf': 'build-users-group = builders\n',
      'env:NIX_DAEMON_SOCKET_PATH': '/run/own.sock',
    }),
    { nix: { buildUsersGroup: 'builders', daemon: { state: null, socket: '/run/own.sock' } } },
  ],
];

it.each(rows)('%s', (_, captures, expected) => {
  expect(interpret(captures)).toMatchObject(expected);
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownRoot, program, root, seesAllProcesses } from '../../support/lab.js';
import { makeHostRoot } from './containers.js';
import type { Environment, Place } from './environment.js';

const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mwmachine-'));
  chmodSync(folder, 0o755);
  return folder;
};
const sh = (script: string, ...args: readonly string[]): void => {
  execFileSync('sh', ['-ec', script, 'sh', ...args], { timeout: 60_000, stdio: 'ignore' });
};
/** Runs a script first, then the command in the same process. */
const after = (script: string): readonly string[] => ['sh', '-c', `${script} && exec "$@"`, 'sh'];

/** Another root, with this machine's programs; with /proc or without. */
const chroot = (proc: boolean) => (): Place => {
  const folder = scratch();
  makeHostRoot(folder);
  sh(
    'mount --bind /usr "$1/usr"; mount --bind "$2" "$1/lab"; [ "$3" = no ] || mount -t proc proc "$1/proc"',
    folder,
    process.env.MW_LAB_FOLDER ?? '',
    proc ? 'yes' : 'no',
  );
  return {
    enter: ['chroot', folder],
    node: proc,
    first: ['sh', '-c', 'podman images; buildah info; buildah images'],
    remove: () => {
      sh('umount "$1/usr"; umount "$1/lab"; if mountpoint -q "$1/proc"; then umount "$1/proc"; fi', folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Limits of the first version of control groups, set on a group two levels above the process. */
const legacyLimits = (): Place => {
  const name = `mwmachine-${process.pid}`;
  const top = (controller: string) => `/sys/fs/cgroup/${controller}/${name}`;
  const controllers = ['pids', 'memory', 'cpu'];
  for (const controller of controllers) mkdirSync(`${top(controller)}/middle/leaf`, { recursive: true });
  writeFileSync(`${top('pids')}/pids.max`, '777');
  writeFileSync(`${top('memory')}/memory.limit_in_bytes`, String(512 * 1024 * 1024));
  writeFileSync(`${top('cpu')}/cpu.cfs_quota_us`, '150000');
  const join = controllers.map((controller) => `echo $$ >${top(controller)}/middle/leaf/cgroup.procs`).join(' && ');
  return {
    enter: after(join),
    remove: () => {
      for (const controller of controllers)
        for (const below of ['/middle/leaf', '/middle', '']) rmdirSync(`${top(controller)}${below}`);
    },
  };
};

/** An instance of binfmt_misc of its own, which a user namespace may mount since Linux 6.7. */
const binfmt = (registrations: string) => (): Place => ({
  enter: [
    'unshare',
    '-Urm',
    ...after(
      `mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && cd /proc/sys/fs/binfmt_misc && { ${registrations}; } && cd /`,
    ),
  ],
});
const aarch64 = (name: string, interpreter: string, flags: string): string => {
  const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
  const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;
  return `printf '%s' ':${name}:M::${magic}:${mask}:${interpreter}:${flags}' >register`;
};
const ownBinfmt = {
  name: 'binfmt_misc in a user namespace',
  met: () => {
    try {
      execFileSync('unshare', ['-Urm', 'mount', '-t', 'binfmt_misc', 'none', '/proc/sys/fs/binfmt_misc'], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  },
};
const qemu = { name: '/usr/bin/qemu-aarch64-static', met: () => existsSync('/usr/bin/qemu-aarch64-static') };

const withEnv = (env: Readonly<Record<string, string | undefined>>) => (): Place => ({ enter: ['env'], env });

/** A home folder whose Docker client is set to a context. */
const dockerContext = (): Place => {
  const home = scratch();
  const id = createHash('sha256').update('far').digest('hex');
  mkdirSync(join(home, '.docker/contexts/meta', id), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: 'far' }));
  const meta = {
    Name: 'far',
    Metadata: {},
    Endpoints: { docker: { Host: 'tcp://127.0.0.1:9', SkipTLSVerify: false } },
  };
  writeFileSync(join(home, '.docker/contexts/meta', id, 'meta.json'), JSON.stringify(meta));
  return { enter: ['env'], env: { HOME: home }, remove: () => rmSync(home, { recursive: true, force: true }) };
};

/** A user who owns nothing here and has no line in /etc/subuid. */
const stranger = (): Place => {
  const home = scratch();
  // Else engines take a folder in /tmp for it, and leave it there.
  const runtime = join(home, 'run');
  mkdirSync(runtime, { mode: 0o700 });
  sh('chown -R 4321:4321 "$1"', home);
  return {
    enter: ['setpriv', '--reuid', '4321', '--regid', '4321', '--clear-groups', '--inh-caps=-all'],
    env: { HOME: home, XDG_RUNTIME_DIR: runtime },
    first: ['sh', '-c', 'podman images; buildah info; buildah images'],
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
};

const debian13 = '/tmp/lab/trixie';
const unshare = [program('unshare'), root];

export const host: readonly Environment[] = [
  {
    name: 'this machine',
    snapshot: 'lab-firecracker-host',
    needs: [ownRoot],
    make: withEnv({}),
    facts: {
      isolation: { procMounted: true },
      // In a PID namespace it is unknown whether that is a container's.
      ...(seesAllProcesses() ? { container: { kind: 'none' } } : {}),
    },
  },
  {
    name: 'another root without /proc',
    snapshot: 'lab-chroot-without-proc',
    needs: [root],
    make: chroot(false),
    facts: {
      isolation: { procMounted: false, seccomp: null },
      container: { kind: 'chroot' },
      memory: { totalBytes: null },
      os: { id: 'lab', arch: 'x86_64' },
    },
    findings: { has: ['container-proc-missing'] },
  },
  {
    name: 'another root with /proc',
    snapshot: 'lab-chroot',
    needs: [root, ownRoot],
    make: chroot(true),
    facts: { isolation: { procMounted: true }, container: { kind: 'chroot' }, os: { id: 'lab' } },
    findings: { has: ['container-chroot'] },
  },
  {
    name: 'a process namespace of its own',
    needs: [...unshare, ownRoot],
    make: () => ({ enter: ['unshare', '-pf', '--mount-proc', 'sh', '-c', '"$@"; exit $?', 'sh'] }),
    facts: { container: { kind: 'unknown' }, isolation: { pid1: 'sh' }, init: { system: 'none' } },
  },
  {
    name: 'a user namespace of its own',
    needs: [...unshare, ownRoot],
    make: () => ({ enter: ['unshare', '-Ur'] }),
    facts: { isolation: { uid: 0, userNamespaces: { inside: true, canCreate: true } } },
  },
  {
    name: 'no network at all',
    snapshot: 'lab-no-network',
    needs: [...unshare, ownRoot],
    make: () => ({ enter: ['unshare', '-n'] }),
    facts: { network: { proxy: null, endpoints: [{ name: 'nix-cache', state: 'dns' }] as never } },
  },
  {
    name: 'control groups of version 1, limited two levels up',
    snapshot: 'lab-cgroup-v1-two-levels-up',
    needs: [root, { name: 'pids of version 1', met: () => existsSync('/sys/fs/cgroup/pids/cgroup.procs') }],
    make: legacyLimits,
    facts: { pids: { limit: 777 }, memory: { limitBytes: 512 * 1024 * 1024 }, cpu: { quota: 1.5, effective: 1.5 } },
  },
  {
    name: 'a user without subordinate ids, who may not open Docker’s socket',
    snapshot: 'lab-user-docker-denied',
    needs: [root, program('setpriv'), program('docker')],
    make: stranger,
    facts: {
      isolation: { uid: 4321, capabilities: [] },
      engines: { docker: { daemon: { state: 'denied' } } },
      nix: { trustedUser: null },
    },
  },
  {
    name: 'a Docker that nobody started',
    needs: [program('docker')],
    make: withEnv({ DOCKER_HOST: 'unix:///tmp/mwmachine-no-such.sock' }),
    facts: {
      engines: {
        docker: {
          daemon: { state: 'stopped', remote: false, context: null, host: 'unix:///tmp/mwmachine-no-such.sock' },
        },
      },
    },
  },
  {
    name: 'a Docker on another machine that does not answer',
    needs: [program('docker')],
    make: withEnv({ DOCKER_HOST: 'tcp://127.0.0.1:9' }),
    facts: { engines: { docker: { daemon: { state: 'unreachable', remote: true } } } },
  },
  {
    name: 'a Docker context that leads elsewhere',
    // In a home of its own a rootless Podman changes what it says from the first time to the second.
    needs: [program('docker'), root],
    make: dockerContext,
    facts: {
      engines: {
        docker: { daemon: { state: 'unreachable', remote: true, context: 'far', host: 'tcp://127.0.0.1:9' } },
      },
    },
  },
  {
    name: 'a PATH that names nothing',
    needs: [program('cc')],
    make: () => ({
      enter: ['sh', '-c', 'PATH=/nonexistent; [ "$1" != sh ] || { shift; set -- /bin/sh "$@"; }; exec "$@"', 'sh'],
    }),
    facts: { toolchain: { cc: { path: '/usr/bin/cc' } } },
  },
  {
    name: 'Debian 13',
    snapshot: 'lab-debian-13-chroot',
    needs: [root, { name: `a Debian 13 at ${debian13}`, met: () => existsSync(`${debian13}/.done`) }],
    make: () => ({ enter: ['chroot', debian13], node: false }),
    facts: {
      os: { id: 'debian', versionId: '13', libc: 'glibc' },
      container: { kind: 'chroot' },
      nix: { installed: true },
    },
  },
  {
    name: 'emulation that nothing is registered for',
    needs: [ownBinfmt],
    make: binfmt(':'),
    facts: { binfmt: { supported: true, mounted: true, enabled: true, handlers: [], emulates: [] } },
  },
  {
    name: 'emulation fixed at registration',
    snapshot: 'lab-binfmt-fixed',
    needs: [ownBinfmt, qemu],
    make: binfmt(aarch64('qemu-aarch64', '/usr/bin/qemu-aarch64-static', 'OCF')),
    facts: {
      binfmt: {
        handlers: [
          {
            name: 'qemu-aarch64',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-aarch64-static',
            flags: 'OCF',
            enabled: true,
            interpreterFound: true,
          },
        ],
        emulates: ['aarch64'],
      },
    },
  },
  {
    name: 'emulation whose emulator is gone',
    snapshot: 'lab-binfmt-emulator-gone',
    needs: [ownBinfmt],
    make: binfmt(aarch64('qemu-aarch64', '/usr/bin/qemu-gone-static', '')),
    facts: {
      binfmt: {
        handlers: [
          {
            name: 'qemu-aarch64',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-gone-static',
            flags: '',
            enabled: true,
            interpreterFound: false,
          },
        ],
        emulates: [],
      },
    },
    findings: { has: ['binfmt-interpreter-missing'] },
  },
  {
    name: 'emulation that is not fixed at registration',
    needs: [ownBinfmt, qemu],
    make: binfmt(aarch64('emulator', '/usr/bin/qemu-aarch64-static', 'P')),
    facts: {
      binfmt: {
        handlers: [
          {
            name: 'emulator',
            arch: 'aarch64',
            interpreter: '/usr/bin/qemu-aarch64-static',
            flags: 'P',
            enabled: true,
            interpreterFound: true,
          },
        ],
      },
    },
    findings: { has: ['binfmt-not-fixed'] },
  },
  {
    name: 'emulation that is switched off',
    needs: [ownBinfmt, qemu],
    make: binfmt(`${aarch64('qemu-aarch64', '/usr/bin/qemu-aarch64-static', 'F')} && echo 0 >status`),
    facts: { binfmt: { enabled: false, emulates: [] } },
  },
];

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, root } from '../../support/lab.js';
import type { Environment, Place } from './environment.js';

const prefix = 'mwmachine';
const hostImage = `${prefix}-host:1`;
export const busyboxImage = `${prefix}-busybox:1`;

const docker = (...args: readonly string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Makes an image of a folder, since none can be fetched. */
const importImage = (engine: string, root: string, tag: string): void => {
  execFileSync('sh', ['-c', 'tar -C "$1" -c . | "$2" import - "$3" >/dev/null 2>&1', 'sh', root, engine, tag], {
    timeout: 60_000,
  });
};

/** A root that gets the machine's own /usr by a mount, so that Node and all tools are there. */
export const makeHostRoot = (root: string): void => {
  for (const folder of ['proc', 'sys', 'dev', 'usr', 'tmp', 'etc', 'root', 'var', 'run', 'lab', 'nix'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  writeFileSync(join(root, 'etc/os-release'), 'ID=lab\nVERSION_ID="1"\n');
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  // Debian finds cc, awk and others through these links.
  cpSync('/etc/alternatives', join(root, 'etc/alternatives'), { recursive: true, verbatimSymlinks: true });
};

/** Images of the lab: the machine's own programs, and hardly any programs. */
export const makeImages = (engine = 'docker'): void => {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  try {
    const host = join(folder, 'host');
    mkdirSync(host);
    makeHostRoot(host);
    importImage(engine, host, hostImage);
    const bare = join(folder, 'bare');
    for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp', 'etc', 'root'])
      mkdirSync(join(bare, name), { recursive: true });
    cpSync('/bin/busybox', join(bare, 'bin/busybox'), { dereference: true });
    for (const name of [
      'sh',
      'sleep',
      'id',
      'uname',
      'stat',
      'date',
      'mkdir',
      'rm',
      'readlink',
      'timeout',
      'tr',
      'cat',
      'chmod',
      'wget',
      'unshare',
      'true',
    ])
      symlinkSync('busybox', join(bare, 'bin', name));
    writeFileSync(join(bare, 'etc/os-release'), 'ID=alpine\nVERSION_ID=3.19.1\n');
    importImage(engine, bare, busyboxImage);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

let count = 0;

/** A running container; everything is run in it with `exec`. */
const container =
  (
    flags: readonly string[],
    options: {
      readonly image?: string;
      readonly node?: boolean;
      readonly before?: string;
      readonly first?: Place['first'];
      readonly exec?: readonly string[];
      readonly engine?: string;
    } = {},
  ) =>
  (): Place => {
    const { image = hostImage, engine = 'docker' } = options;
    count += 1;
    const name = `${prefix}-${process.pid}-${count}`;
    const mounts = image === hostImage ? ['-v', '/usr:/usr:ro', '-v', `${process.env.MW_LAB_FOLDER}:/lab:ro`] : [];
    const network = flags.some((flag) => flag.startsWith('--network')) ? [] : ['--network', 'none'];
    const run = (...args: readonly string[]) =>
      execFileSync(engine, args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });
    const remove = engine === 'podman' ? ['rm', '-f', '-t', '0', name] : ['rm', '-f', name];
    try {
      run('run', '-d', '--name', name, ...network, ...mounts, ...flags, image, 'sleep', '600');
    } catch (error) {
      run(...remove); // one that could not be started is there anyway
      throw error;
    }
    const enter = [engine, 'exec', '-i', ...(options.exec ?? []), name];
    if (options.before) run('exec', '-d', name, 'sh', '-c', options.before);
    if (options.before) execFileSync('sleep', ['0.4']);
    const attempts = flags.includes('--pids-limit') ? 10 : 1;
    const node = options.node ?? image === hostImage;
    const first = options.first ? { first: options.first } : {};
    return { enter, attempts, node, ...first, remove: () => void run(...remove) };
  };

const needs = [program('docker'), program('busybox'), { name: 'a running Docker', met: () => running() }];
const running = (): boolean => {
  try {
    docker('version', '--format', '{{.Server.Version}}');
    return true;
  } catch {
    return false;
  }
};

/** A filter that only forbids what rootless tools need most. */
const noUserNamespaces = (): string => {
  const file = join(mkdtempSync(join(tmpdir(), `${prefix}-seccomp-`)), 'seccomp.json');
  writeFileSync(
    file,
    JSON.stringify({
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [{ names: ['unshare'], action: 'SCMP_ACT_ERRNO' }],
    }),
  );
  return file;
};

const MiB = 1024 * 1024;

const list: readonly Environment[] = [
  {
    name: 'a container without limits',
    snapshot: 'lab-docker',
    make: container([]),
    facts: {
      os: { id: 'lab', versionId: '1', libc: 'glibc' },
      pids: { limit: null },
      memory: { limitBytes: null },
      cpu: { quota: null },
      container: { kind: 'docker' },
      isolation: {
        uid: 0,
        seccomp: 'filter',
        noNewPrivs: false,
        procMounted: true,
        pid1: 'sleep',
        userNamespaces: { canCreate: false, inside: false },
      },
      init: { system: 'none' },
      binfmt: { mounted: false, handlers: [] },
      network: { proxy: null },
      disk: { root: { fsType: 'overlay', readOnly: false, noexec: false } },
    },
  },
  { name: 'a limit of 100 tasks', make: container(['--pids-limit', '100']), facts: { pids: { limit: 100 } } },
  {
    name: 'a limit of 4 tasks, where Node cannot start and nothing may be forked',
    snapshot: 'lab-docker-4-tasks',
    make: container(['--pids-limit', '4'], { node: false }),
    facts: {
      os: { id: 'lab', arch: 'x86_64', libc: 'glibc' },
      pids: { limit: 4 },
      memory: { limitBytes: null },
      container: { kind: 'docker' },
      isolation: { seccomp: 'filter', pid1: 'sleep', userNamespaces: { canCreate: null } },
      toolchain: { cc: { path: '/usr/bin/cc', version: null } },
    },
  },
  {
    name: 'the same with BusyBox, and nothing else there',
    snapshot: 'lab-docker-busybox-4-tasks',
    make: container(['--pids-limit', '4'], { image: busyboxImage }),
    facts: {
      os: { id: 'alpine', libc: 'musl' },
      pids: { limit: 4 },
      toolchain: { cc: null },
      nix: { installed: false, mode: 'none' },
    },
  },
  {
    name: '256 MiB of memory and no swap',
    snapshot: 'lab-docker-256-mib',
    make: container(['--memory', '256m', '--memory-swap', '256m']),
    facts: { memory: { limitBytes: 256 * MiB } },
  },
  {
    name: 'half a processor',
    snapshot: 'lab-docker-half-a-processor',
    make: container(['--cpus', '0.5']),
    facts: { cpu: { quota: 0.5, effective: 0.5 } },
  },
  {
    name: 'one processor of several',
    make: container(['--cpuset-cpus', '0']),
    facts: { cpu: { online: 1, quota: null, effective: 1 } },
  },
  {
    name: 'a read-only root',
    snapshot: 'lab-docker-read-only',
    make: container(['--read-only']),
    facts: { disk: { root: { readOnly: true }, tmp: { readOnly: true } } },
  },
  {
    name: 'a user without an entry in /etc/passwd',
    make: container(['--user', '1234']),
    facts: { isolation: { uid: 1234, capabilities: [] }, container: { kind: 'docker' } },
  },
  {
    name: 'no capabilities',
    make: container(['--cap-drop', 'ALL']),
    facts: { isolation: { uid: 0, capabilities: [] } },
  },
  {
    name: 'no seccomp filter',
    // Podman can work there, and makes its storage when it is first asked for its images.
    make: container(['--security-opt', 'seccomp=unconfined'], { first: ['podman', 'images'] }),
    facts: { isolation: { seccomp: 'disabled', userNamespaces: { canCreate: true } } },
  },
  {
    name: 'a seccomp filter that forbids only namespaces',
    make: () => container(['--security-opt', `seccomp=${noUserNamespaces()}`], { first: ['podman', 'images'] })(),
    facts: { isolation: { seccomp: 'filter', userNamespaces: { canCreate: false } } },
  },
  {
    name: 'no new privileges',
    make: container(['--security-opt', 'no-new-privileges']),
    facts: { isolation: { noNewPrivs: true } },
  },
  {
    name: 'a /tmp that nothing may be executed on',
    snapshot: 'lab-docker-tmp-noexec',
    make: container(['--tmpfs', '/tmp:noexec,size=2m']),
    facts: { disk: { tmp: { noexec: true, fsType: 'tmpfs', readOnly: false }, root: { noexec: false } } },
  },
  {
    name: 'folders of another user',
    make: container(['--user', '1234', '--tmpfs', '/tmp:mode=755']),
    facts: { disk: { tmp: { writable: false, readOnly: false }, root: { writable: false } } },
  },
  {
    name: 'a limit on the processes of a user',
    make: container(['--user', '1234', '--ulimit', 'nproc=900:900']),
    facts: { pids: { userLimit: 900 }, isolation: { uid: 1234 } },
  },
  {
    name: 'one capability more, which opens namespaces too',
    make: container(['--cap-drop', 'ALL', '--cap-add', 'SYS_ADMIN'], { first: ['podman', 'images'] }),
    facts: { isolation: { capabilities: ['sys_admin'], seccomp: 'filter' }, container: { kind: 'docker' } },
  },
  {
    name: 'a proxy that is not there',
    make: container(['-e', 'https_proxy=http://127.0.0.1:9', '-e', 'no_proxy=localhost']),
    facts: { network: { proxy: 'http://127.0.0.1:9', endpoints: [{ name: 'nix-cache', state: 'refused' }] as never } },
  },
  {
    name: 'a pod of Kubernetes, by what its environment says',
    make: container(['-e', 'KUBERNETES_SERVICE_HOST=10.0.0.1']),
    facts: { container: { kind: 'kubernetes' } },
  },
  {
    name: 'a container that systemd-nspawn left its mark in',
    make: container(['--tmpfs', '/run/host'], { before: 'echo systemd-nspawn >/run/host/container-manager' }),
    facts: { container: { kind: 'systemd-nspawn' } },
  },
  {
    name: 'a single-user Nix whose store is this user’s own',
    make: container(['--tmpfs', '/nix:exec'], { before: 'mkdir -p /nix/store /nix/var/nix/db' }),
    facts: {
      nix: {
        installed: true,
        variant: 'nix',
        mode: 'single-user',
        store: { exists: true, writable: true },
        daemon: { state: 'absent' },
        buildUsers: 0,
      },
    },
  },
  {
    name: 'a Nix daemon that answers',
    snapshot: 'lab-nix-daemon-running',
    make: container(['--tmpfs', '/nix:exec', '--tmpfs', '/etc/nix'], {
      before: "echo 'build-users-group =' >/etc/nix/nix.conf; mkdir -p /nix/store; exec nix-daemon --daemon",
    }),
    facts: { nix: { mode: 'multi-user', daemon: { state: 'running' }, buildUsersGroup: '' } },
  },
  {
    name: 'a Nix daemon that died and left its socket',
    snapshot: 'lab-nix-daemon-refused',
    make: container(['--tmpfs', '/nix:exec'], {
      before: `mkdir -p /nix/store /nix/var/nix/daemon-socket; perl -MSocket -e 'socket(S,PF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("/nix/var/nix/daemon-socket/socket"))'`,
    }),
    facts: { nix: { mode: 'multi-user', daemon: { state: 'refused' } } },
  },
  {
    name: 'something that takes the daemon’s connections and never answers',
    make: container(['--tmpfs', '/nix:exec'], {
      before: `mkdir -p /nix/store /nix/var/nix/daemon-socket; perl -MSocket -e 'socket(S,PF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("/nix/var/nix/daemon-socket/socket")); listen(S,9); sleep 600'`,
    }),
    facts: { nix: { daemon: { state: 'unknown' } } },
  },
  {
    name: 'a Nix daemon whose socket this user may not open',
    make: container(['--tmpfs', '/nix:exec'], {
      before: `mkdir -p /nix/store /nix/var/nix/daemon-socket; perl -MSocket -e 'socket(S,PF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("/nix/var/nix/daemon-socket/socket")); listen(S,9); chmod 0600,"/nix/var/nix/daemon-socket/socket"; sleep 600'`,
      exec: ['--user', '1234'],
    }),
    facts: { nix: { daemon: { state: 'denied' }, store: { writable: false } }, isolation: { uid: 1234 } },
  },
  {
    name: 'a store that may not be written',
    make: container(['-v', '/usr/share:/nix/store:ro']),
    facts: { nix: { store: { exists: true, writable: false } } },
  },
  {
    name: 'a control-group namespace of its own',
    make: container(['--cgroupns', 'private', '--pids-limit', '150', '--memory', '300m']),
    facts: { pids: { limit: 150 }, memory: { limitBytes: 300 * MiB }, container: { kind: 'docker' } },
  },
  {
    name: 'a Podman container',
    snapshot: 'lab-podman',
    needs: [program('podman'), program('runc'), root],
    // Without limits of its own it would raise some, which a machine may forbid even to root.
    // And crun takes no control groups of both versions at once.
    make: container(['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=4096:4096', '--runtime', 'runc'], {
      engine: 'podman',
      first: ['podman', 'images'],
    }),
    facts: { container: { kind: 'podman' }, pids: { limit: 2048 }, isolation: { procMounted: true } },
  },
];

export const containers: readonly Environment[] = list.map((environment) => ({ needs, ...environment }));

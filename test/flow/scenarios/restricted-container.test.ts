import { expect, it } from 'vitest';
import { type Scenario, walk } from './support.js';

const few = { 'pids.limit': 20, 'pids.effective': 8 };
const host = 'droplet-8gib-nix-multi-user';
const inDocker = 'lab-docker';
const noNamespaces = { 'isolation.userNamespaces.canCreate': false };

it.each<[string, string, Scenario['supposing'], string, string | null, RegExp]>([
  [
    'Docker, --pids-limit',
    'lab-docker-4-tasks',
    {},
    'raise-pids-limit',
    'who started this container',
    /--pids-limit 1024/,
  ],
  [
    'a pod with few tasks',
    'kubernetes-pod-alpine-limits',
    few,
    'raise-pod-pids',
    'who runs the cluster',
    /podPidsLimit/,
  ],
  [
    'LXC with few tasks',
    'nixos-lxc-privileged-host-qemu',
    few,
    'raise-lxc',
    'who runs the LXC host',
    /limits\.processes/,
  ],
  ['a slice of systemd with few tasks', host, few, 'raise-tasks', 'who runs this machine', /TasksMax/],
  [
    'ulimit -u 10',
    inDocker,
    { 'pids.limit': null, 'pids.userLimit': 10, 'pids.effective': 6 },
    'raise-nproc',
    'who runs this machine',
    /nproc/,
  ],
  ['room for one compiler', host, { 'pids.limit': 64, 'pids.effective': 50 }, 'one-job', null, /MAKEFLAGS=-j1/],
  [
    '--memory 64m',
    'lab-docker-256-mib',
    { 'memory.limitBytes': 2 ** 26, 'memory.effectiveBytes': 2 ** 26 },
    'raise-memory',
    'who started this container',
    /64 MiB/,
  ],
  [
    '--read-only with a tmpfs',
    'lab-docker-read-only',
    { 'disk.tmp.readOnly': false },
    'build-in-tmp',
    null,
    /cd \/tmp\/project/,
  ],
  [
    '--read-only and nothing else',
    'lab-docker-read-only',
    {},
    'nowhere-to-write',
    'who started this container',
    /--tmpfs/,
  ],
  ['--tmpfs /tmp:noexec', 'lab-docker-tmp-noexec', {}, 'move-tmp', null, /TMPDIR/],
  [
    'a socket that may not be opened',
    host,
    { 'isolation.uid': 1000, 'engines.docker.daemon.state': 'denied' },
    'docker-group',
    'who runs this machine',
    /uid 1000/,
  ],
  [
    'the default seccomp profile',
    'ubuntu-ci-container-nix-daemon-dead',
    noNamespaces,
    'by-seccomp',
    'who started this container',
    /seccomp=unconfined/,
  ],
  [
    'sysctl on a machine of one’s own',
    'nixos-vm-proxmox-aarch64-emulation',
    noNamespaces,
    'by-sysctl',
    'who runs this machine',
    /max_user_namespaces/,
  ],
  ['nothing blocks it', host, {}, 'nothing-restricts', null, /musl-wizard choose/],
])('%s', async (_, machine, supposing, node, to, words) => {
  const { end } = await walk({ tree: 'restricted-container', machine, ...(supposing ? { supposing } : {}) });
  expect(end?.node).toBe(node);
  expect(end?.message?.to ?? null).toBe(to);
  expect([...(end?.commands ?? []), end?.message?.text].join('\n')).toMatch(words);
});

it('without network: what is here can still build, or a message says what is wanted', async () => {
  const offline = { tree: 'restricted-container', machine: 'lab-no-network' };
  expect((await walk(offline)).end?.node).toBe('build-offline');
  const bare = { 'toolchain.muslGcc': null, 'toolchain.zig': null, 'toolchain.glibcStatic': null };
  expect((await walk({ ...offline, supposing: bare })).end).toMatchObject({
    node: 'nothing-to-build-with',
    message: { to: 'who runs the network' },
  });
});

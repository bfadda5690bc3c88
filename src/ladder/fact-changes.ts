import type { FindingId } from '../diagnosis/catalogue.js';
import { needsOf, thresholds } from '../diagnosis/thresholds.js';
import type { Facts } from '../facts/facts.js';
import type { RungId } from '../rungs/registry.js';

/** One change of the machine, as the fact that it shows in, with the facts that follow from it. */
export interface FactChange {
  readonly path: string;
  readonly to: unknown;
  readonly follows?: Readonly<Record<string, unknown>>;
}

/** What each blocking finding would be undone by: alternatives, any one of which is enough. Pure. */
type FactChanges = (facts: Facts, rung: RungId) => readonly FactChange[];

const tool = (path: string) => ({ path, version: null });

const docker: FactChange = {
  path: 'engines.docker.daemon.state',
  to: 'running',
  follows: { 'engines.docker.cli': tool('docker'), 'engines.docker.daemon.images': ['alpine'] },
};
const podman: FactChange = {
  path: 'engines.podman.daemon.state',
  to: 'running',
  follows: { 'engines.podman.cli': tool('podman'), 'engines.podman.daemon.images': ['alpine'] },
};
const anyEngine: FactChanges = () => [docker, podman];

const daemon: FactChange = { path: 'nix.daemon.state', to: 'running' };
const ownStore: FactChange = { path: 'nix.store.writable', to: true };

/** A change of the folder's fact, for every folder that a rung works in. */
const everyDisk =
  (key: 'freeBytes' | 'freeInodes' | 'noexec', bad: (value: unknown) => boolean, good: unknown): FactChanges =>
  ({ disk }) =>
    Object.entries(disk)
      .filter(([label, entry]) => label !== 'cwd' && label !== 'root' && bad(entry[key]))
      .map(([label]) => ({ path: `disk.${label}.${key}`, to: good }));

const below = (limit: number) => (value: unknown) => typeof value === 'number' && value < limit;
const most = (table: Readonly<Record<string, { readonly block?: number }>>, factor = 1) =>
  Math.max(...Object.values(table).map(({ block }) => block ?? 0)) * factor;
const room = most(thresholds.disk, thresholds.vfsFactor);
const inodes = most(thresholds.inodes);

export const changesByFinding: Partial<Record<FindingId, FactChanges>> = {
  'os-not-linux': () => [],
  'container-proc-missing': () => [{ path: 'isolation.procMounted', to: true }],
  'memory-too-low': ({ memory }, rung) => {
    const enough = needsOf(rung).memory.block ?? 0;
    const limited = memory.limitBytes !== null && memory.limitBytes < enough;
    return [
      limited
        ? { path: 'memory.limitBytes', to: enough, follows: { 'memory.effectiveBytes': enough } }
        : { path: 'memory.effectiveBytes', to: enough },
    ];
  },
  'pids-too-low': ({ pids }, rung) => {
    const enough = needsOf(rung).tasks.block ?? 0;
    const limit = (pids.current ?? 0) + enough;
    return [
      pids.limit !== null && pids.limit < limit
        ? { path: 'pids.limit', to: limit, follows: { 'pids.effective': enough } }
        : { path: 'pids.effective', to: enough },
    ];
  },
  'disk-full': everyDisk('freeBytes', below(room), room),
  'disk-inodes-exhausted': everyDisk('freeInodes', below(inodes), inodes),
  'disk-noexec': everyDisk('noexec', (value) => value === true, false),
  'disk-read-only': (facts) =>
    Object.entries(facts.disk).flatMap(([label, { readOnly, writable }]): FactChange[] => {
      if (label === 'cwd' || label === 'root') return [];
      const denied = { path: `disk.${label}.writable`, to: true };
      if (readOnly) return [{ path: `disk.${label}.readOnly`, to: false, follows: { [denied.path]: true } }];
      return writable === false && label === 'tmp' ? [denied] : [];
    }),

  'nix-absent': () => [
    {
      path: 'nix.installed',
      to: true,
      follows: {
        'nix.store.exists': true,
        'nix.store.writable': true,
        'nix.mode': 'single-user',
        'nix.buildUsersGroup': '',
        'nix.nixpkgs.source': 'channel',
      },
    },
  ],
  'nix-not-on-path': () => [{ path: 'nix.installed', to: true }],
  'nix-daemon-absent': () => [daemon, ownStore],
  'nix-daemon-refused': () => [daemon, ownStore],
  'nix-daemon-denied': () => [daemon],
  'nix-remote-daemon-missing': () => [daemon],
  'nix-store-not-writable': () => [ownStore, daemon],
  'nix-build-users-missing': () => [
    { path: 'nix.buildUsersGroup', to: '' },
    { path: 'nix.buildUsers', to: 10 },
  ],
  'nix-nixpkgs-missing': () => [{ path: 'nix.nixpkgs.source', to: 'NIX_PATH' }],
  'nix-features-off': () => [{ path: 'nix.features', to: ['nix-command', 'flakes'] }],

  'engines-none': anyEngine,
  'engines-docker-stopped': anyEngine,
  'engines-docker-denied': anyEngine,
  'engines-docker-unreachable': anyEngine,
  'engines-podman-unusable': anyEngine,
  'engines-buildah-unusable': anyEngine,
  'engines-newuidmap-missing': anyEngine,
  'engines-subuid-missing': anyEngine,
  'engines-no-base-image': ({ engines, network }) => [
    ...(['docker', 'podman', 'buildah'] as const)
      .filter((name) => engines[name].daemon.state === 'running')
      .slice(0, 1)
      .map((name) => ({ path: `engines.${name}.daemon.images`, to: ['alpine:<none>'] })),
    {
      path: 'network.endpoints',
      to: network.endpoints.map((endpoint) =>
        endpoint.url.includes('docker.io') ? { ...endpoint, state: 'ok' } : endpoint,
      ),
    },
  ],

  'toolchain-cc-missing': () => [
    {
      path: 'toolchain.cc',
      to: tool('cc'),
      follows: { 'toolchain.glibcStatic': tool('libc.a'), 'toolchain.muslStatic': tool('libc.a') },
    },
  ],
  'toolchain-glibc-static-missing': () => [{ path: 'toolchain.glibcStatic', to: tool('libc.a') }],
  'toolchain-musl-static-missing': () => [{ path: 'toolchain.muslStatic', to: tool('libc.a') }],
  'toolchain-musl-gcc-missing': () => [{ path: 'toolchain.muslGcc', to: tool('musl-gcc') }],
  'toolchain-zig-missing': () => [{ path: 'toolchain.zig', to: tool('zig') }],
};

import { leniently, oneJob, vary, withCommon } from './here.js';
import { localPaths, unknownOf } from './open-facts.js';
import { nixSets, type RungOptions } from './options.js';
import type { Rung } from './rung.js';
import { ownMusl } from './toolchain.js';

const disk = ['disk.nix.freeBytes', 'disk.nix.readOnly', 'disk.nix.noexec'];

const setting =
  (key: string, value: string) =>
  (options: RungOptions): RungOptions => ({ ...options, nixSettings: { ...options.nixSettings, [key]: value } });

/** Nix with one of nixpkgs' musl package sets. */
export const pkgsMusl: Rung = {
  id: 'pkgs-musl',
  title: 'Nix, pkgsMusl',
  libc: 'musl',
  gives: 'A musl binary from a pinned, reproducible package set; static libraries come from nixpkgs.',
  tools: ['nix'],
  languages: ['c', 'cxx', 'rust', 'go'],
  builds: { where: 'nix', toolchain: ownMusl },
  openFacts: (facts) => {
    const { installed, store, daemon, buildUsersGroup } = facts.nix;
    if (installed !== true) return unknownOf(facts, ['nix.installed']);
    const own = store.writable === true;
    // A daemon decides only for who cannot write the store.
    const daemonOpen = !own && (daemon.state === null || daemon.state === 'unknown') ? ['nix.daemon.state'] : [];
    const paths = [
      ...localPaths,
      ...disk,
      ...(own ? [] : ['nix.mode']),
      ...(own || daemon.state === 'running' ? [] : ['nix.store.writable']),
      // Builds by root, or by a daemon, run as build users.
      ...(buildUsersGroup === '' && own ? [] : ['isolation.uid']),
      ...(buildUsersGroup !== '' && (facts.isolation.uid === 0 || !own) ? ['nix.buildUsers'] : []),
      'nix.nixpkgs.source',
      'isolation.procMounted',
    ];
    return [...unknownOf(facts, paths), ...daemonOpen];
  },
  basis: () => [
    'nix.installed',
    'nix.version',
    'nix.daemon.state',
    'nix.sandbox',
    'nix.nixpkgs.path',
    'disk.nix.readOnly',
  ],
  forecast: (facts) =>
    facts?.nix.substituters.length === 0
      ? 'Builds a compiler first: hours, and several GiB of disk'
      : 'Minutes when its packages are cached, hours when the compiler must be built',
  buildsElsewhere: (_, { nixBuilders }) => nixBuilders !== undefined,
  madeElsewhere: (facts, { nixBuilders }) => nixBuilders !== undefined || facts.nix.builders.length > 0,
  supply: ({ nix }) => ({
    supply: nix.static === 'none' ? 'none' : 'installable',
    how: `Add ${nix.attr} to buildInputs`,
    commands: [],
    needsRoot: false,
  }),
  lacksLibrary: "The library is not among the derivation's inputs, or its package set has no static archive of it.",
  variations: (_, options) => {
    const set = (name: string, key: string, value: string, givesUp: string) =>
      vary(options, name, setting(key, value)(options), givesUp);
    return [
      ...oneJob(options),
      ...nixSets
        .filter((nixSet) => nixSet !== (options.nixSet ?? nixSets[0]))
        .map((nixSet) => vary(options, `with ${nixSet}`, { nixSet })),
      set('without caches', 'substituters', '', 'Everything is built here.'),
      set('without build users', 'build-users-group', '', 'Builds run as the user who starts them.'),
      set("without Nix's seccomp filter", 'filter-syscalls', 'false', 'Builds can create setuid files.'),
      set("without Nix's sandbox", 'sandbox', 'false', 'Builds can access the whole machine and the network.'),
    ];
  },
  retries: [
    withCommon,
    leniently,
    {
      causes: [
        'nix-sandbox-lacks-shell',
        'nix-sandbox-namespaces-unavailable',
        'nix-sandbox-mount-ns-missing',
        'nested-proc-mount-refused',
        'userns-creation-denied',
      ],
      name: "without Nix's sandbox",
      givesUp: 'the build can access the whole machine and the network',
      change: setting('sandbox', 'false'),
    },
    {
      causes: ['nix-seccomp-filter-rejected'],
      name: "without Nix's seccomp filter",
      givesUp: 'the build can create setuid files',
      change: setting('filter-syscalls', 'false'),
    },
    {
      causes: ['nixbld-group-missing', 'nix-build-users-exhausted'],
      name: 'without build users',
      givesUp: 'the build runs as the user who starts it',
      change: setting('build-users-group', ''),
    },
    {
      causes: ['nix-auto-allocate-uids-unusable'],
      name: 'without automatically allocated user ids',
      givesUp: null,
      change: setting('auto-allocate-uids', 'false'),
    },
  ],
  recipes: [
    'nix-build',
    'nix-shell',
    'nix-flake',
    'nix-matrix',
    'nix-crane',
    'nix-fenix',
    'nix-naersk',
    'nix-rust-flake',
    'nix-windows',
    'nix-build-std',
    'justfile',
    'team',
    'ci',
  ],
  ci: {
    action: {
      name: 'cachix/install-nix-action',
      commit: '630ae543ea3a38a9a4166f03376c02c50f408342',
      tag: 'v31.11.0',
    },
    packages: [],
    librariesFromDebian: false,
  },
};

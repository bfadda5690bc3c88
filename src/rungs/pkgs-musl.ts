import { localPaths, unknownOf } from './open-facts.js';
import type { Rung } from './rung.js';

const disk = ['disk.nix.freeBytes', 'disk.nix.readOnly', 'disk.nix.noexec'];

export const pkgsMusl: Rung = {
  id: 'pkgs-musl',
  title: 'Nix, pkgsMusl',
  libc: 'musl',
  gives: 'A musl binary from a pinned, reproducible package set; its libraries come static from nixpkgs.',
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
};

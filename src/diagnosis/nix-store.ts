import type { Facts } from '../facts/facts.js';
import { type Captures, textOf } from '../machine/capture.js';
import { daemonTalk } from '../probes/nix.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import type { FindingId } from './catalogue.js';
import type { Finding } from './finding.js';
import { nixConfLine } from './nix-conf-line.js';

/**
 * Whether builds go through the daemon: NIX_REMOTE says so, or this user cannot write the store
 * itself (Nix's "auto" store, nix.dev/manual: NIX_REMOTE).
 */
export const goesThroughDaemon = (facts: Facts, captures: Captures): boolean => {
  const remote = textOf(captures, 'env:NIX_REMOTE')?.trim() ?? '';
  if (remote === 'daemon' || remote.startsWith('unix:')) return true;
  return facts.nix.store.writable !== true && (facts.nix.mode === 'multi-user' || facts.nix.daemon.state === 'running');
};

/** Whether the store can be used: by a daemon that answers, or by writing it. */
export const diagnoseNixStore = (facts: Facts, captures: Captures): Finding[] => {
  const { daemon, store } = facts.nix;
  const say = (
    id: FindingId,
    title: string,
    sources: readonly EvidenceSource[],
    fixSpecs: readonly (FixSpec | null)[],
  ) => finding(id, { title, evidence: evidence(facts, captures, sources), fixes: fixesFor(facts, captures, fixSpecs) });
  const sources: EvidenceSource[] = [
    { capture: daemonTalk(captures) },
    { capture: 'env:NIX_REMOTE' },
    { fact: 'nix.daemon.state' },
    { fact: 'nix.daemon.socket' },
  ];

  if (!goesThroughDaemon(facts, captures)) {
    if (isOpen(facts)) return [];
    // Root makes the store when it is first used (Debian's nix-bin comes without one).
    const willBeMade = store.exists === false && facts.isolation.uid === 0 && facts.disk.nix?.readOnly !== true;
    if (store.writable !== false || willBeMade) return buildUsers(facts, captures);
    return [
      say(
        'nix-store-not-writable',
        'This user cannot write to /nix/store, and there is no daemon to do it',
        [{ capture: 'stat:/nix/store' }, { fact: 'nix.store.writable' }],
        [
          startDaemon(facts),
          {
            title: 'Make this user the owner of the store',
            commands: [`chown -R ${facts.isolation.uid ?? 'USER'} /nix`],
            root: true,
            changes: 'Nix becomes single-user: no other user can use it.',
            open: true,
          },
        ],
      ),
    ];
  }
  switch (daemon.state) {
    case 'running':
      return buildUsers(facts, captures);
    case 'denied':
      return [
        say('nix-daemon-denied', 'This user cannot open the socket of the Nix daemon (permission denied)', sources, [
          {
            title: 'Add this user to the group with access to the daemon, then log in again',
            commands: ['stat -c "%G %a" /nix/var/nix/daemon-socket', 'usermod -aG GROUP USER'],
            root: true,
            changes: 'Members of the group can build and add store paths through the daemon.',
            open: true,
          },
        ]),
      ];
    case 'refused':
    case 'absent': {
      if (textOf(captures, 'env:NIX_REMOTE') !== null && store.writable === true) {
        return [
          say(
            'nix-remote-daemon-missing',
            `NIX_REMOTE selects a daemon, but ${daemon.state === 'refused' ? 'it does not respond' : 'there is none'}`,
            sources,
            [
              {
                title: 'Use the store directly: unset NIX_REMOTE in this shell, then restart musl-wizard',
                commands: ['unset NIX_REMOTE'],
                open: true,
              },
              startDaemon(facts),
            ],
          ),
        ];
      }
      const refused = daemon.state === 'refused';
      const title = refused
        ? 'The socket of the Nix daemon exists, but the daemon does not respond'
        : 'The Nix store is managed by a daemon, but no daemon is running';
      return [say(refused ? 'nix-daemon-refused' : 'nix-daemon-absent', title, sources, [startDaemon(facts)])];
    }
    default:
      return [];
  }
};

/** Whether something is not known that decides whether the store can be used; pkgs-musl's open facts name it. */
const isOpen = ({ nix, isolation }: Facts): boolean => {
  const { exists, writable } = nix.store;
  if (writable !== false) return writable === null;
  return nix.mode === null || nix.daemon.state === null || (!exists && isolation.uid === null);
};

const startDaemon = (facts: Facts): FixSpec =>
  facts.init.system === 'systemd'
    ? {
        title: 'Start the Nix daemon',
        commands: ['systemctl start nix-daemon.service'],
        root: true,
        undo: 'systemctl stop nix-daemon.service nix-daemon.socket',
      }
    : {
        title: 'Start the Nix daemon in the background',
        commands: [
          // In parentheses: pasted into a shell, `exit` would end that.
          '(setsid nix-daemon --daemon </dev/null >/dev/null 2>&1 & echo $! >/run/nix-daemon.musl-wizard.pid; for n in 1 2 3 4 5; do sleep 1; kill -0 $! || exit 1; test -S /nix/var/nix/daemon-socket/socket && exit 0; done; exit 1)',
        ],
        root: true,
        changes: 'Until the machine is shut down; listens on a Unix socket only.',
        undo: 'kill "$(cat /run/nix-daemon.musl-wizard.pid)" 2>/dev/null; rm -f /run/nix-daemon.musl-wizard.pid /nix/var/nix/daemon-socket/socket',
      };

/** Builds by root (its own, or the daemon's) run as build users, unless build-users-group is empty. */
const buildUsers = (facts: Facts, captures: Captures): Finding[] => {
  const { buildUsers: count, buildUsersGroup } = facts.nix;
  const byRoot = facts.isolation.uid === 0 || goesThroughDaemon(facts, captures);
  if (!byRoot || count !== 0 || buildUsersGroup === '') return [];
  const group = buildUsersGroup ?? 'nixbld';
  const alone = facts.isolation.uid === 0 && !goesThroughDaemon(facts, captures);
  return [
    finding('nix-build-users-missing', {
      title: `Builds run by root need users in the group ${group}, but there are none`,
      evidence: evidence(facts, captures, [
        { capture: 'group:nixbld' },
        { fact: 'nix.buildUsers' },
        { fact: 'nix.buildUsersGroup' },
      ]),
      fixes: fixesFor(facts, captures, [
        alone
          ? {
              title: "Run root's builds as root, in this user's settings",
              ...nixConfLine('build-users-group ='),
              root: true,
              changes: 'Builds then run as root: fine in a container, not on a shared machine.',
            }
          : null,
        {
          title: 'Create the group nixbld and ten build users',
          commands: [
            'getent group nixbld || groupadd -r nixbld',
            'for n in 1 2 3 4 5 6 7 8 9 10; do useradd -r -M -N -g nixbld -G nixbld -d /var/empty -s /usr/sbin/nologin "nixbld$n"; done',
          ],
          root: true,
          changes: 'Adds a system group and ten system users that cannot log in.',
          undo: 'for n in 1 2 3 4 5 6 7 8 9 10; do ! getent passwd "nixbld$n" >/dev/null || userdel "nixbld$n"; done; ! getent group nixbld >/dev/null || groupdel nixbld',
        },
      ]),
      links: [{ title: 'Users that builds run as', url: 'https://nix.dev/manual/nix/latest/installation/multi-user' }],
    }),
  ];
};

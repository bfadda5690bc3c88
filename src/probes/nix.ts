import type { Facts } from '../facts/facts.js';
import { type CaptureKey, type Captures, errorOf, stdoutOf, textOf, unanswered, unread } from '../machine/capture.js';
import { nixSettings, words } from './parse/nix-conf.js';
import { findVersion } from './parse/version.js';
import type { Probe } from './probe.js';

type Nix = Facts['nix'];

const socketPath = '/nix/var/nix/daemon-socket/socket';
/** WORKER_MAGIC_1 as a 64-bit little-endian number: the client's greeting. Source: nix, worker-protocol.hh. */
const greeting = '6378696e00000000';
/** WORKER_MAGIC_2 likewise: how a daemon answers. */
const answer = '6f697864';
const talks = [`talk:$NIX_DAEMON_SOCKET_PATH ${greeting}`, `talk:${socketPath} ${greeting}`] as const;
const showConfig = 'run:nix --extra-experimental-features nix-command show-config' as const;

const programs = ['which:nix', 'which:nix-build', 'which:nix-portable'] as const;

const daemonUnits = [
  'stat:/etc/systemd/system/nix-daemon.service',
  'stat:/lib/systemd/system/nix-daemon.service',
  'stat:/etc/systemd/system/nix-daemon.socket',
  'stat:/etc/init.d/nix-daemon',
] as const;

const channels = [
  '$HOME/.nix-defexpr/channels/nixpkgs',
  '$HOME/.local/state/nix/defexpr/channels/nixpkgs',
  '$HOME/.nix-defexpr/channels_root/nixpkgs',
  '/nix/var/nix/profiles/per-user/root/channels/nixpkgs',
] as const;

/** Nix: program, store, daemon, settings in force. Sources: nix.conf(5), nix-daemon(8), common-env in Nix's manual. */
export const nixProbe: Probe<'nix'> = {
  domain: 'nix',
  reads: [
    ...programs,
    'run:nix --version',
    showConfig,
    'file:/etc/nix/nix.conf',
    'glob:/etc/nix/*.conf',
    'file:$HOME/.config/nix/nix.conf',
    'file:/etc/nix/machines',
    'env:NIX_CONFIG',
    'env:NIX_REMOTE',
    'env:NIX_PATH',
    'env:NIX_DAEMON_SOCKET_PATH',
    'env:NIX_STORE_DIR',
    'env:HOME',
    'run:id',
    'group:nixbld',
    'stat:/nix',
    'stat:/nix/store',
    'stat:/nix/var/nix',
    'stat:/nix/var/nix/db',
    'stat:/nix/var/nix/daemon-socket',
    'stat:/etc/NIXOS',
    ...daemonUnits,
    ...talks,
    ...channels.map((path) => `stat:${path}` as const),
    'stat:/run/wrappers',
  ],
  interpret: (captures) => {
    const settings = nixSettings(stdoutOf(captures, showConfig) ?? configured(captures));
    const program = textOf(captures, 'which:nix') !== null || textOf(captures, 'which:nix-build') !== null;
    const portable = textOf(captures, 'which:nix-portable') !== null;
    const about = stdoutOf(captures, 'run:nix --version');
    const daemon = daemonOf(captures);
    const buildUsers = groupSize(captures);
    const mode = modeOf(captures, daemon, buildUsers);
    return {
      installed: program || portable ? true : unread(captures, ...programs) ? null : false,
      version: findVersion(about),
      variant: variantOf(about, program || unread(captures, ...programs), portable),
      mode,
      store: storeOf(captures),
      daemon,
      buildUsers,
      buildUsersGroup: settings.get('build-users-group') ?? null,
      features: words(settings.get('experimental-features')).sort(),
      sandbox: settings.get('sandbox') ?? null,
      trustedUser: trusted(captures, settings, mode),
      substituters: words(settings.get('substituters')),
      nixpkgs: nixpkgsOf(captures, settings),
      builders: buildersOf(captures, settings),
      extraPlatforms: words(settings.get('extra-platforms')),
    };
  },
};

/** The settings files as nix would read them, for where it could not be asked itself. */
const configured = (captures: Captures): string | null => {
  const texts = ['file:/etc/nix/nix.conf', 'file:$HOME/.config/nix/nix.conf', 'env:NIX_CONFIG'] as const;
  const known = texts.map((key) => withIncludes(captures, textOf(captures, key))).filter((text) => text !== null);
  return known.length > 0 ? known.join('\n') : null;
};

/** Puts in the files of /etc/nix that "include" and "!include" lines name, one level deep. */
const withIncludes = (captures: Captures, text: string | null): string | null =>
  text?.replace(/^!?include +(\S+)$/gm, (_, path: string) => {
    const full = path.startsWith('/') ? path : `/etc/nix/${path}`;
    return textOf(captures, `file:${full}`) ?? '';
  }) ?? null;

const variantOf = (about: string | null, program: boolean, portable: boolean): string | null => {
  if (about !== null) {
    if (/\bLix\b/i.test(about)) return 'lix';
    return /\bDeterminate\b/i.test(about) ? 'determinate' : 'nix';
  }
  return program ? null : portable ? 'nix-portable' : null;
};

/** What was said to the daemon that Nix would ask. */
export const daemonTalk = (captures: Captures): CaptureKey =>
  textOf(captures, 'env:NIX_DAEMON_SOCKET_PATH') ? talks[0] : talks[1];

const daemonOf = (captures: Captures): Nix['daemon'] => {
  if (unread(captures, 'env:NIX_DAEMON_SOCKET_PATH')) return { state: null, socket: null };
  const own = textOf(captures, 'env:NIX_DAEMON_SOCKET_PATH');
  const key = daemonTalk(captures);
  return { state: daemonState(textOf(captures, key), errorOf(captures, key)), socket: own || socketPath };
};

const daemonState = (reply: string | null, error: string | null): Nix['daemon']['state'] => {
  if (reply !== null) return reply.startsWith(answer) ? 'running' : 'unknown';
  if (error === 'ENOENT' || error === 'ENOTDIR') return 'absent';
  if (error === 'ECONNREFUSED') return 'refused';
  if (error === 'EACCES' || error === 'EPERM') return 'denied';
  if (error === null || error === 'late' || error === 'missing') return null;
  // It took the connection and said nothing, or nobody could try.
  return 'unknown';
};

const groupSize = (captures: Captures): number | null => {
  const members = textOf(captures, 'group:nixbld');
  if (members !== null) return members.split(',').filter(Boolean).length;
  return errorOf(captures, 'group:nixbld') === 'ENOENT' ? 0 : null;
};

const storeOf = (captures: Captures): Nix['store'] => {
  const text = textOf(captures, 'stat:/nix/store');
  if (text === null) {
    const absent = errorOf(captures, 'stat:/nix/store') === 'ENOENT';
    return { exists: absent ? false : null, writable: absent ? false : null };
  }
  return { exists: true, writable: text.split(' ')[1]?.includes('w') ?? null };
};

const modeOf = (captures: Captures, daemon: Nix['daemon'], buildUsers: number | null): Nix['mode'] => {
  const store = storeOf(captures);
  if (store.exists === null) return null;
  if (!store.exists) return 'none';
  const there = (key: `stat:${string}`) => textOf(captures, key) !== null;
  const remote = textOf(captures, 'env:NIX_REMOTE') ?? '';
  const daemonExpected =
    remote.startsWith('daemon') ||
    remote.startsWith('unix:') ||
    (daemon.state !== 'absent' && daemon.state !== null) ||
    daemonUnits.some(there) ||
    there('stat:/etc/NIXOS');
  if (daemonExpected) return 'multi-user';
  if (unread(captures, 'env:NIX_REMOTE', 'stat:/etc/NIXOS', 'group:nixbld', ...daemonUnits) || daemon.state === null)
    return null;
  // Build users are made by multi-user installations only; a single user who owns the store needs none.
  return buildUsers && !store.writable ? 'multi-user' : 'single-user';
};

/** Whether the daemon trusts this user; whoever writes the store without a daemon trusts himself. */
const trusted = (captures: Captures, settings: ReadonlyMap<string, string>, mode: Nix['mode']): boolean | null => {
  if (mode === null || mode === 'none') return null;
  const identity = stdoutOf(captures, 'run:id');
  const user = /^uid=\d+\(([^)]*)\)/.exec(identity ?? '')?.[1];
  if (mode === 'single-user') return storeOf(captures).writable;
  // The files alone do not tell whom the daemon trusts by default.
  if (user === undefined || unanswered(captures, showConfig)) return null;
  const groups = [...(identity ?? '').matchAll(/\d+\(([^)]*)\)/g)].slice(1).map((match) => match[1]);
  return words(settings.get('trusted-users') ?? 'root').some(
    (entry) => entry === '*' || entry === user || (entry.startsWith('@') && groups.includes(entry.slice(1))),
  );
};

const nixpkgsOf = (captures: Captures, settings: ReadonlyMap<string, string>): Nix['nixpkgs'] => {
  if (unread(captures, 'env:NIX_PATH')) return { source: null, path: null };
  const path = textOf(captures, 'env:NIX_PATH');
  const named = entryOf(path, ':');
  if (named) return { source: 'NIX_PATH', path: named };
  if (path === null) {
    for (const channel of channels) {
      if (unread(captures, `stat:${channel}`)) return { source: null, path: null };
      if (textOf(captures, `stat:${channel}`) === null) continue;
      const home = textOf(captures, 'env:HOME');
      return { source: 'channel', path: home === null ? null : channel.replace('$HOME', home) };
    }
    const configuredPath = entryOf(settings.get('nix-path') ?? null, ' ');
    // The default names the channels of root, which were looked for above.
    if (configuredPath && !configuredPath.includes('/channels')) return { source: 'NIX_PATH', path: configuredPath };
  }
  if (unanswered(captures, showConfig)) return { source: null, path: null };
  const flakes = words(settings.get('experimental-features')).includes('flakes');
  if (flakes) return { source: 'registry', path: null };
  return { source: 'none', path: null };
};

/** What a search path gives for nixpkgs: "nixpkgs=PATH", or a folder that holds a nixpkgs. */
const entryOf = (searchPath: string | null, separator: string): string | null => {
  for (const entry of searchPath?.split(separator === ':' ? /:(?!\/\/)/ : /\s+/) ?? []) {
    if (entry.startsWith('nixpkgs=')) return entry.slice('nixpkgs='.length);
  }
  return null;
};

const buildersOf = (captures: Captures, settings: ReadonlyMap<string, string>): string[] => {
  const value = settings.get('builders') ?? '@/etc/nix/machines';
  const text = value === '@/etc/nix/machines' ? textOf(captures, 'file:/etc/nix/machines') : value;
  return (text ?? '')
    .split(/[;\n]/)
    .map((line) => line.split('#')[0]?.trim() ?? '')
    .filter((line) => line !== '' && !line.startsWith('@'));
};

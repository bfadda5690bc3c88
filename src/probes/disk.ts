import type { Facts } from '../facts/facts.js';
import { type Captures, errorOf, textOf, unread } from '../machine/capture.js';
import { isBelow, type Mount, mountOf, parseMountinfo } from '../machine/mountinfo.js';
import { dockerInfo, dockerInfoKeys } from './parse/docker-info.js';
import { textAt } from './parse/json.js';
import { integer } from './parse/numbers.js';
import type { Probe } from './probe.js';

type Disk = Facts['disk'][string];

/** Where a label is looked for: the first key that was read wins. */
const places: Readonly<Record<string, readonly `df:${string}`[]>> = {
  root: ['df:/'],
  tmp: ['df:$TMPDIR', 'df:/tmp'],
  home: ['df:$HOME'],
  config: ['df:$XDG_CONFIG_HOME/musl-wizard', 'df:$HOME/.config/musl-wizard'],
  nix: ['df:/nix'],
  cwd: ['df:$PWD'],
};
const defaultDockerRoot = '/var/lib/docker';

/**
 * Room and mount options of the folders that builds write to. Sources: statvfs(3),
 * proc_pid_mountinfo(5).
 */
export const diskProbe: Probe<'disk'> = {
  domain: 'disk',
  reads: [
    'file:/proc/self/mountinfo',
    'env:TMPDIR',
    'env:HOME',
    'env:PWD',
    'env:XDG_CONFIG_HOME',
    ...Object.values(places).flat(),
    `df:${defaultDockerRoot}`,
    ...dockerInfoKeys,
  ],
  interpret: (captures) => {
    const mountinfo = textOf(captures, 'file:/proc/self/mountinfo');
    const mounts = mountinfo === null ? null : parseMountinfo(mountinfo);
    const disks: Record<string, Disk> = {};
    for (const [label, keys] of Object.entries(places)) {
      const key = takenOf(keys, captures);
      const path = key && pathOf(captures, key);
      // Without the real path it is not known on which mount it lies.
      if (key && path) disks[label] = disk(path, parseDf(textOf(captures, key)), unread(captures, key) ? null : mounts);
    }
    const docker = dockerDisk(captures, mounts);
    if (docker) disks.docker = docker;
    return disks;
  },
};

/** The capture about the folder with a label; null where it is another folder's. */
export const folderRead = (label: string, captures: Captures): `df:${string}` | null => {
  const keys = places[label];
  return (keys && takenOf(keys, captures)) ?? null;
};

// A variable that is not set leaves the place to the next.
const takenOf = (keys: readonly `df:${string}`[], captures: Captures): `df:${string}` | undefined =>
  keys.find((candidate) => errorOf(captures, candidate) !== 'unset') ?? keys.at(-1);

const pathOf = (captures: Captures, key: `df:${string}`): string | null => {
  const path = key.slice('df:'.length);
  if (!path.startsWith('$')) return path;
  const [variable = '', ...below] = path.split('/');
  const name = `env:${variable.slice(1)}` as const;
  // A folder that is there, and not known which.
  const folder = unread(captures, name) ? variable : textOf(captures, name);
  return folder && [folder, ...below].join('/');
};

interface Df {
  readonly freeBytes: number | null;
  readonly freeInodes: number | null;
  /** Null in a capture of a time that did not ask. */
  readonly writable: boolean | null;
  readonly realPath: string;
}

const parseDf = (text: string | null): Df | null => {
  const match = /^(\S+) (\S+) \S+ (?:([rwx]+|-) )?(\/.*)$/s.exec(text ?? '');
  const [, bytes, inodes, access, realPath] = match ?? [];
  if (!realPath) return null;
  const writable = access?.includes('w') ?? null;
  return { freeBytes: integer(bytes), freeInodes: integer(inodes), writable, realPath };
};

const disk = (path: string, df: Df | null, mounts: readonly Mount[] | null): Disk => {
  const mount = mounts && mountOf(mounts, df?.realPath ?? path);
  const readOnly = mount ? mount.options.includes('ro') || mount.superOptions.includes('ro') : null;
  return {
    path,
    freeBytes: df?.freeBytes ?? null,
    freeInodes: df?.freeInodes ?? null,
    readOnly,
    // Of a folder on a read-only mount the permissions are not seen.
    writable: readOnly === false ? (df?.writable ?? null) : null,
    noexec: mount ? mount.options.includes('noexec') : null,
    fsType: mount?.fsType ?? null,
  };
};

/** The engine's folder, if the engine is on this machine; its figures from a folder on the same mount. */
const dockerDisk = (captures: Captures, mounts: readonly Mount[] | null): Disk | null => {
  const info = dockerInfo(captures);
  const path = textAt(info.json, 'DockerRootDir');
  if (!path || info.remote !== false) return null;
  const keys = [`df:${defaultDockerRoot}` as const, ...Object.values(places).flat()];
  const known = keys.map((key) => parseDf(textOf(captures, key))).filter((df) => df !== null);
  const same = known.find((df) => df.realPath === path) ?? known.find((df) => sameMount(mounts, df.realPath, path));
  return disk(path, same ? { ...same, realPath: path } : null, mounts);
};

const sameMount = (mounts: readonly Mount[] | null, left: string, right: string): boolean => {
  const mount = mounts && mountOf(mounts, left);
  return Boolean(mount && isBelow(right, mount.mountPoint) && mount === mountOf(mounts, right));
};

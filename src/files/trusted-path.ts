import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shellQuote } from '../text/shell-quote.js';

/** Why a path is not trusted. */
export interface Distrust {
  /** Who can change it, as the subject of a sentence. */
  readonly who: 'Another user' | 'The author of this project';
  /** The file or folder that somebody else can change: the path itself, or one above it. */
  readonly path: string;
  /** What was seen of it: "/tmp belongs to user 1001". */
  readonly evidence: string;
  /** A command that fixes it. */
  readonly command: string;
}

export interface TrustOptions {
  /**
   * Whether a folder like /tmp (written by all, mode 1777) may lie on the way: there nobody can move or replace what is
   * ours. Not for folders in which tools are run that look for their settings in the folders above.
   */
  readonly sticky: boolean;
}

const maxLinks = 40;

/**
 * Who but root and this user can change what lies at a path, as sshd's StrictModes asks: every folder on the way and
 * the file itself must belong to root or this user, and be writable by nobody else; links are followed by hand, and
 * each must be in such a folder. Null when nobody can. What is not there yet is as trusted as the folder it would be in.
 * @param path absolute
 */
export const distrust = (path: string, options: TrustOptions): Distrust | null => tracePath(path, options).distrust;

/** What was met on the way to a path. */
export interface PathTrace {
  /** The path with its links followed, as far as it is there. */
  readonly real: string;
  readonly distrust: Distrust | null;
  /** Folders on the way in which all may write and nobody can move what is another's (mode 1777), where they were let pass. */
  readonly shared: readonly string[];
  /** Where the links lie that were followed. */
  readonly links: readonly string[];
}

/** Goes the way to a path, as `distrust` does. */
export const tracePath = (path: string, options: TrustOptions): PathTrace => {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const shared = new Set<string>();
  const links: string[] = [];
  const end = (real: string, distrust: Distrust | null): PathTrace => ({ real, distrust, shared: [...shared], links });
  let at = '/';
  const root = faultOf('/', lstatSync('/'), options);
  if (root) return end(at, root);
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '..') {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    let stats: Stats;
    try {
      stats = lstatSync(next);
    } catch {
      // Missing, or not readable: whoever opens it gets the reason.
      return end(join(next, ...names), null);
    }
    // Below what is no folder (HOME=/dev/null) nothing is, and nobody but its owner puts a folder in its place.
    const isFolder = stats.isDirectory() || stats.isSymbolicLink();
    if (!isFolder && names.length > 0 && isTrustedOwner(stats.uid)) return end(join(next, ...names), null);
    const fault = faultOf(next, stats, options);
    if (fault) return end(next, fault);
    if (isSticky(stats)) shared.add(next);
    if (!stats.isSymbolicLink()) {
      at = next;
      continue;
    }
    links.push(next);
    if (links.length > maxLinks) return end(next, null);
    const target = readlinkSync(next);
    names.unshift(...target.split('/').filter((part) => part !== '' && part !== '.'));
    if (target.startsWith('/')) at = '/';
  }
  return end(at, null);
};

/** The same of a file or folder alone, whatever is above it. */
export const distrustEntry = (path: string, stats: Stats): Distrust | null => faultOf(path, stats, { sticky: false });

const faultOf = (path: string, stats: Stats, { sticky }: TrustOptions): Distrust | null => {
  if (!isTrustedOwner(stats.uid)) {
    return {
      who: 'Another user',
      path,
      evidence: `${path} belongs to user ${stats.uid}`,
      command: `sudo chown ${process.geteuid?.() ?? 0} ${shellQuote([path])}`,
    };
  }
  // A link has no mode of its own.
  if (stats.isSymbolicLink() || (stats.mode & 0o022) === 0) return null;
  const byAll = (stats.mode & 0o002) !== 0;
  if (sticky && isSticky(stats)) return null;
  if (!byAll && isOwnGroup(stats.gid)) return null;
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return {
    who: 'Another user',
    path,
    evidence: `${path} can be written by ${byAll ? 'every user' : `group ${stats.gid}`} (mode ${mode})`,
    command: `chmod go-w ${shellQuote([path])}`,
  };
};

const isSticky = (stats: Stats): boolean => stats.isDirectory() && (stats.mode & 0o1002) === 0o1002;

/**
 * Root, or this user. In a user namespace without all users, what belongs to root outside shows as the overflow user,
 * whom nothing in it can become; it counts as root there, or not even `/` would be trusted.
 */
export const isTrustedOwner = (uid: number): boolean =>
  uid === 0 || uid === process.geteuid?.() || (uid === overflowUser() && !hasAllUsers());

const overflowUser = (): number => Number(read('/proc/sys/kernel/overflowuid')?.trim() || 65534);

/** user_namespaces(7): one line that maps every number is the first namespace, or as good as it. */
const hasAllUsers = (): boolean => {
  const map = read('/proc/self/uid_map');
  return map === null || /^\s*0\s+0\s+4294967295\s*$/.test(map);
};

/** The group that a user has alone, as Debian and Fedora give one to each: what it may write, this user may. */
const isOwnGroup = (gid: number): boolean => {
  if (gid === 0) return true; // whoever is in the group of root is trusted as root is
  if (gid !== process.getegid?.()) return false;
  return isGroupOfOne(gid, process.geteuid?.(), read('/etc/group') ?? '', read('/etc/passwd') ?? '');
};

/** Whether a group is that of one user alone, by the texts of /etc/group and /etc/passwd. Pure. */
export const isGroupOfOne = (gid: number, uid: number | undefined, groupFile: string, userFile: string): boolean => {
  const groups = linesOf(groupFile).filter(([, , number]) => number === String(gid));
  const users = linesOf(userFile).filter(([, , , group]) => group === String(gid));
  const [name, , number] = users[0] ?? [];
  return (
    users.length === 1 &&
    number === String(uid) &&
    groups.length === 1 &&
    groups.every(([, , , members]) => !members || members === name)
  );
};

const linesOf = (text: string): string[][] => text.split('\n').map((line) => line.split(':'));

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
};

/**
 * Whether this is root, and a path (or the nearest folder above it that is there) belongs to somebody else: as with sudo
 * where HOME stays. What root leaves there its owner cannot remove, and what lies there its owner can change.
 */
export const isAnothers = (path: string): boolean => {
  if (process.geteuid?.() !== 0) return false;
  for (let at = path; ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false });
    if (stats) return !isTrustedOwner(stats.uid);
    if (at === dirname(at)) return false;
  }
};

/** Entries of a shared folder that are looked at. */
const maxEntries = 10_000;

/**
 * What shows that folders in which all may write (mode 1777) are really shared: an entry of somebody else in one. Null
 * where all in them belongs to root or to this user, as in a container of one user, or with a /tmp of one's own.
 */
export const neighbourIn = (folders: readonly string[]): string | null => {
  for (const folder of new Set(folders)) {
    try {
      const names = readdirSync(folder);
      if (names.length > maxEntries) return `${folder} has ${names.length} entries`;
      for (const name of names) {
        const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
        if (stats && !isTrustedOwner(stats.uid)) return `${join(folder, name)} belongs to user ${stats.uid}`;
      }
    } catch (error) {
      return `who else can write to it is unknown (${(error as NodeJS.ErrnoException).code})`;
    }
  }
  return null;
};

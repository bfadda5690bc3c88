import { type Captures, stdoutOf, textOf, unread } from '../machine/capture.js';
import { shellFields } from './parse/fields.js';
import type { Probe } from './probe.js';

/** Distributions whose own C library is musl. */
const muslSystems = new Set(['alpine', 'postmarketos', 'chimera', 'adelie', 'openwrt']);
const glibcPaths = ['paths:/lib/*-linux-gnu*/libc.so.6', 'paths:/lib64/libc.so.6', 'paths:/usr/lib/libc.so.6'] as const;
const muslPaths = 'paths:/lib/ld-musl-*.so.1';

/** What the C library of a system is recognised by. */
export const libcKeys = ['file:/etc/os-release', 'file:/usr/lib/os-release', ...glibcPaths, muslPaths] as const;

/** The C library of the system itself; null where that is not known. Pure. */
export const libcOf = (captures: Captures): 'glibc' | 'musl' | null => {
  const nameless = unread(captures, 'file:/etc/os-release');
  const id = releaseOf(captures).get('ID');
  // gcompat puts glibc's names on a musl system, and a Debian can have musl's loader: the system's name decides first.
  if (id && muslSystems.has(id)) return 'musl';
  if (id === 'nixos') return 'glibc';
  if (nameless) return null;
  if (glibcPaths.some((key) => textOf(captures, key))) return 'glibc';
  if (unread(captures, ...glibcPaths)) return null;
  return textOf(captures, muslPaths) ? 'musl' : null;
};

const releaseOf = (captures: Captures): ReadonlyMap<string, string> => {
  const nameless = unread(captures, 'file:/etc/os-release');
  return shellFields(
    textOf(captures, 'file:/etc/os-release') ?? (nameless ? null : textOf(captures, 'file:/usr/lib/os-release')),
  );
};

/** Which system this is. Sources: os-release(5), uname(2). */
export const osProbe: Probe<'os'> = {
  domain: 'os',
  reads: [...libcKeys, 'file:/proc/sys/kernel/osrelease', 'file:/proc/sys/kernel/arch', 'run:uname -rm'],
  interpret: (captures) => {
    const release = releaseOf(captures);
    const [unameRelease, unameMachine] = stdoutOf(captures, 'run:uname -rm')?.split(' ') ?? [];
    return {
      id: release.get('ID') || null,
      versionId: release.get('VERSION_ID') || null,
      kernel: unameRelease ?? (textOf(captures, 'file:/proc/sys/kernel/osrelease')?.trim() || null),
      arch: unameMachine ?? (textOf(captures, 'file:/proc/sys/kernel/arch')?.trim() || null),
      libc: libcOf(captures),
    };
  },
};

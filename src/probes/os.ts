import { stdoutOf, textOf, unread } from '../machine/capture.js';
import { shellFields } from './parse/fields.js';
import type { Probe } from './probe.js';

/** Distributions whose own C library is musl. */
const muslSystems = new Set(['alpine', 'postmarketos', 'chimera', 'adelie', 'openwrt']);
const glibcPaths = ['paths:/lib/*-linux-gnu*/libc.so.6', 'paths:/lib64/libc.so.6', 'paths:/usr/lib/libc.so.6'] as const;
const muslPaths = 'paths:/lib/ld-musl-*.so.1';

/** Which system this is. Sources: os-release(5), uname(2). */
export const osProbe: Probe<'os'> = {
  domain: 'os',
  reads: [
    'file:/etc/os-release',
    'file:/usr/lib/os-release',
    'file:/proc/sys/kernel/osrelease',
    'file:/proc/sys/kernel/arch',
    'run:uname -rm',
    ...glibcPaths,
    muslPaths,
  ],
  interpret: (captures) => {
    const own = textOf(captures, 'file:/etc/os-release');
    const nameless = unread(captures, 'file:/etc/os-release');
    const release = shellFields(own ?? (nameless ? null : textOf(captures, 'file:/usr/lib/os-release')));
    const id = release.get('ID') || null;
    const [unameRelease, unameMachine] = stdoutOf(captures, 'run:uname -rm')?.split(' ') ?? [];
    const musl = textOf(captures, muslPaths);
    const glibc = glibcPaths.map((key) => textOf(captures, key));
    const libc = (): 'glibc' | 'musl' | null => {
      // gcompat puts glibc's names on a musl system, and a Debian can have musl's loader: the system's name decides first.
      if (id && muslSystems.has(id)) return 'musl';
      if (id === 'nixos') return 'glibc';
      if (nameless) return null;
      if (glibc.some(Boolean)) return 'glibc';
      if (unread(captures, ...glibcPaths)) return null;
      return musl ? 'musl' : null;
    };
    return {
      id,
      versionId: release.get('VERSION_ID') || null,
      kernel: unameRelease ?? (textOf(captures, 'file:/proc/sys/kernel/osrelease')?.trim() || null),
      arch: unameMachine ?? (textOf(captures, 'file:/proc/sys/kernel/arch')?.trim() || null),
      libc: libc(),
    };
  },
};

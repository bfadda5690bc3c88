import { errorOf, textOf, unread } from '../machine/capture.js';
import type { Probe } from './probe.js';

/** Run-time folders of init systems. */
const folders = [
  ['/run/systemd/system', 'systemd'],
  ['/run/openrc', 'openrc'],
  ['/run/runit', 'runit'],
  ['/run/s6', 's6'],
  ['/run/s6-rc', 's6'],
] as const;

/** Names that process 1 has under them. */
const programs: Readonly<Record<string, (typeof folders)[number][1]>> = {
  systemd: 'systemd',
  'openrc-init': 'openrc',
  runit: 'runit',
  's6-svscan': 's6',
};

/**
 * What runs as init, and so whether services such as a Nix daemon can be installed.
 * Source: sd_booted(3) for systemd; the run-time folders of the others.
 */
export const initProbe: Probe<'init'> = {
  domain: 'init',
  reads: ['file:/proc/1/comm', ...folders.map(([path]) => `stat:${path}` as const)],
  interpret: (captures) => {
    const comm = textOf(captures, 'file:/proc/1/comm')?.trim() ?? null;
    const named = comm === null ? undefined : programs[comm];
    if (named) return { system: named };
    // "init" is what OpenRC, runit and s6 are started by, too; their folders decide. Any other program is process 1
    // only because it is a container's own, and starts no services; a folder may then be a leftover of the image.
    if (comm !== null && comm !== 'init') return { system: 'none' };
    if (unread(captures, 'file:/proc/1/comm', ...folders.map(([path]) => `stat:${path}` as const)))
      return { system: null };
    const running = folders.find(([path]) => textOf(captures, `stat:${path}`) !== null);
    if (running) return { system: running[1] };
    if (comm === 'init') return { system: 'other' };
    return { system: errorOf(captures, 'stat:/run/systemd/system') === 'ENOENT' ? 'none' : null };
  },
};

import { type Captures, textOf, unread } from '../machine/capture.js';
import { colonFields } from './parse/fields.js';
import { contentAt, levels } from './parse/levels.js';
import { integer, least, listMembers } from './parse/numbers.js';
import type { Probe } from './probe.js';

/**
 * Processors by affinity and by quota. Sources: sched_getaffinity(2), cgroups(7),
 * Documentation/admin-guide/cgroup-v2.rst "cpu.max", Documentation/scheduler/sched-bwc.rst.
 */
export const cpuProbe: Probe<'cpu'> = {
  domain: 'cpu',
  reads: [
    'file:/proc/self/status',
    'file:/sys/devices/system/cpu/online',
    'cgroup:cpu.max',
    'cgroup:cpu.cfs_quota_us',
    'cgroup:cpu.cfs_period_us',
  ],
  interpret: (captures) => {
    const online = processors(captures);
    const quota = least(...unifiedQuotas(captures), ...legacyQuotas(captures));
    const open =
      online === null ||
      unread(captures, 'cgroup:cpu.max', 'cgroup:cpu.cfs_quota_us') ||
      (levels(captures, 'cpu.cfs_quota_us').length > 0 && unread(captures, 'cgroup:cpu.cfs_period_us'));
    return { online, quota: open ? null : quota, effective: open ? null : least(online, quota) };
  },
};

const processors = (captures: Captures): number | null => {
  if (unread(captures, 'file:/proc/self/status', 'file:/sys/devices/system/cpu/online')) return null;
  const allowed = listMembers(colonFields(textOf(captures, 'file:/proc/self/status')).get('Cpus_allowed_list') ?? null);
  const online = listMembers(textOf(captures, 'file:/sys/devices/system/cpu/online'));
  // The mask of an unrestricted process names processors that were never plugged in.
  if (allowed && online) return allowed.filter((cpu) => online.includes(cpu)).length || null;
  return (allowed ?? online)?.length ?? null;
};

const unifiedQuotas = (captures: Captures): (number | null)[] =>
  levels(captures, 'cpu.max').map(({ content }) => ratio(...content.split(' ')));

const legacyQuotas = (captures: Captures): (number | null)[] =>
  levels(captures, 'cpu.cfs_quota_us').map(({ folder, content }) =>
    ratio(content, contentAt(captures, 'cpu.cfs_period_us', folder) ?? undefined),
  );

/** Quota per period; "max" and "-1" are no quota. */
const ratio = (quota?: string, period?: string): number | null => {
  const [granted, length] = [integer(quota), integer(period)];
  return granted !== null && length ? Math.round((granted / length) * 1000) / 1000 : null;
};

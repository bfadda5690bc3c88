import { type Captures, textOf, unread } from '../machine/capture.js';
import { hasCapability } from './parse/capabilities.js';
import { colonFields } from './parse/fields.js';
import { contentAt, levels } from './parse/levels.js';
import { integer, least } from './parse/numbers.js';
import type { Probe } from './probe.js';

/**
 * How many tasks (threads count) may still be started. Sources: pid controller in
 * Documentation/admin-guide/cgroup-v2.rst, getrlimit(2) RLIMIT_NPROC, proc_sys_kernel(5).
 */
export const pidsProbe: Probe<'pids'> = {
  domain: 'pids',
  reads: [
    'cgroup:pids.max',
    'cgroup:pids.current',
    'cgroup:pids.events',
    'file:/proc/self/limits',
    'file:/proc/self/status',
    'file:/proc/sys/kernel/pid_max',
    'file:/proc/sys/kernel/threads-max',
    'file:/proc/loadavg',
  ],
  interpret: (captures) => {
    const groups = levels(captures, 'pids.max').flatMap(({ folder, content }) => {
      const limit = integer(content);
      return limit === null ? [] : [{ limit, current: integer(contentAt(captures, 'pids.current', folder)) }];
    });
    const tightest = groups.toSorted((left, right) => room(left) - room(right))[0];
    const limit = least(...groups.map((group) => group.limit));
    const userLimit = processLimit(textOf(captures, 'file:/proc/self/limits'));
    const kernelMax = integer(textOf(captures, 'file:/proc/sys/kernel/pid_max'));
    const threadsMax = integer(textOf(captures, 'file:/proc/sys/kernel/threads-max'));
    const tasks = kernelTasks(textOf(captures, 'file:/proc/loadavg'));
    const inGroup = tightest ? room(tightest) : null;
    const groupOpen =
      unread(captures, 'cgroup:pids.max') || (tightest !== undefined && unread(captures, 'cgroup:pids.current'));
    const kernelOpen = unread(captures, ...kernelKeys);
    return {
      limit,
      current: groups.find((group) => group.limit === limit)?.current ?? null,
      userLimit,
      kernelMax,
      threadsMax,
      effective:
        // Where hardly any task may be started, the kernel's own numbers are read by none, and are never so small.
        groupOpen || (kernelOpen && (inGroup ?? Infinity) >= leastKernelMax)
          ? null
          : least(
              inGroup,
              exemptFromUserLimit(captures) ? null : userLimit,
              left(kernelMax, tasks),
              left(threadsMax, tasks),
            ),
    };
  },
};

const kernelKeys = [
  'file:/proc/self/limits',
  'file:/proc/self/status',
  'file:/proc/sys/kernel/pid_max',
  'file:/proc/sys/kernel/threads-max',
  'file:/proc/loadavg',
] as const;
/** What kernel.pid_max cannot be set below: pid_max_min in the kernel's kernel/pid.c. */
const leastKernelMax = 301;

const room = (group: { readonly limit: number; readonly current: number | null }): number =>
  Math.max(0, group.limit - (group.current ?? 0));

const left = (limit: number | null, used: number | null): number | null =>
  limit === null ? null : Math.max(0, limit - (used ?? 0));

/** The soft limit "Max processes" of /proc/self/limits; null for unlimited. */
const processLimit = (limits: string | null): number | null =>
  integer(/^Max processes +(\S+)/m.exec(limits ?? '')?.[1]);

/** All tasks of the kernel: the fourth field of /proc/loadavg, "running/all". */
const kernelTasks = (loadavg: string | null): number | null =>
  integer(/^\S+ \S+ \S+ \d+\/(\d+)/.exec(loadavg ?? '')?.[1]);

/** The kernel does not hold RLIMIT_NPROC against root, CAP_SYS_RESOURCE or CAP_SYS_ADMIN. */
const exemptFromUserLimit = (captures: Captures): boolean => {
  const status = colonFields(textOf(captures, 'file:/proc/self/status'));
  const mask = status.get('CapEff') ?? null;
  return (
    status.get('Uid')?.split(/\s+/)[0] === '0' ||
    hasCapability(mask, 'sys_resource') ||
    hasCapability(mask, 'sys_admin')
  );
};

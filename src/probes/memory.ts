import { type CaptureKey, type Captures, textOf, unread } from '../machine/capture.js';
import { colonFields } from './parse/fields.js';
import { contentAt, levels } from './parse/levels.js';
import { integer, least } from './parse/numbers.js';
import type { Probe } from './probe.js';

/** From here on a version 1 limit is none: the kernel writes the largest page-aligned number. */
const unlimited = 2 ** 60;

/**
 * Memory by machine and by control group. Sources: proc_meminfo(5),
 * Documentation/admin-guide/cgroup-v2.rst "memory.max", Documentation/admin-guide/cgroup-v1/memory.rst.
 */
export const memoryProbe: Probe<'memory'> = {
  domain: 'memory',
  reads: [
    'file:/proc/meminfo',
    'cgroup:memory.max',
    'cgroup:memory.high',
    'cgroup:memory.current',
    'cgroup:memory.stat',
    'cgroup:memory.swap.max',
    'cgroup:memory.swap.current',
    'cgroup:memory.limit_in_bytes',
    'cgroup:memory.usage_in_bytes',
    'cgroup:memory.memsw.limit_in_bytes',
    'cgroup:memory.memsw.usage_in_bytes',
  ],
  interpret: (captures) => {
    const meminfo = colonFields(textOf(captures, 'file:/proc/meminfo'));
    const kibibytes = (name: string) => {
      const value = integer(meminfo.get(name)?.replace(/ kB$/, ''));
      return value === null ? null : value * 1024;
    };
    // Kernels before 3.14 have no MemAvailable.
    const availableBytes = kibibytes('MemAvailable') ?? kibibytes('MemFree');
    const swapBytes = kibibytes('SwapFree');
    const groups = [...unified(captures), ...legacy(captures)];
    const machine = availableBytes === null ? null : availableBytes + (swapBytes ?? 0);
    const slacks = groups.map(({ slack, swapSlack }) => slack + Math.min(swapSlack ?? swapBytes ?? 0, swapBytes ?? 0));
    const limitOpen = unread(captures, ...limitKeys);
    const usageOpen = groups.length > 0 && unread(captures, ...usageKeys);
    return {
      totalBytes: kibibytes('MemTotal'),
      availableBytes,
      limitBytes: limitOpen ? null : least(...groups.map(({ limit }) => limit), hierarchical(captures)),
      swapBytes,
      effectiveBytes: machine === null || limitOpen || usageOpen ? null : least(machine, ...slacks),
    };
  },
};

/** What shows that there is a limit; without one of them there may be one that is tighter. */
const limitKeys = [
  'cgroup:memory.max',
  'cgroup:memory.high',
  'cgroup:memory.stat',
  'cgroup:memory.limit_in_bytes',
] as const satisfies CaptureKey[];
/** What shows how much of a limit is left. */
const usageKeys = [
  'cgroup:memory.current',
  'cgroup:memory.swap.max',
  'cgroup:memory.swap.current',
  'cgroup:memory.usage_in_bytes',
  'cgroup:memory.memsw.limit_in_bytes',
  'cgroup:memory.memsw.usage_in_bytes',
] as const satisfies CaptureKey[];

interface Group {
  readonly limit: number;
  /** What can still be taken below the limit. */
  readonly slack: number;
  /** What of the swap can still be taken; null: as much as there is. */
  readonly swapSlack: number | null;
}

const unified = (captures: Captures): Group[] =>
  ['memory.max', 'memory.high'].flatMap((file) =>
    levels(captures, file).flatMap(({ folder, content }) => {
      const limit = integer(content);
      if (limit === null) return [];
      const used = integer(contentAt(captures, 'memory.current', folder)) ?? 0;
      const swapMax = integer(contentAt(captures, 'memory.swap.max', folder));
      const swapUsed = integer(contentAt(captures, 'memory.swap.current', folder)) ?? 0;
      const slack = Math.max(0, limit - used + reclaimable(captures, folder, 'inactive_file'));
      return [
        { limit, slack: Math.min(limit, slack), swapSlack: swapMax === null ? null : Math.max(0, swapMax - swapUsed) },
      ];
    }),
  );

const legacy = (captures: Captures): Group[] =>
  levels(captures, 'memory.limit_in_bytes').flatMap(({ folder, content }) => {
    const limit = integer(content);
    if (limit === null || limit >= unlimited) return [];
    const used = integer(contentAt(captures, 'memory.usage_in_bytes', folder)) ?? 0;
    const slack = Math.min(limit, Math.max(0, limit - used + reclaimable(captures, folder, 'total_inactive_file')));
    const both = integer(contentAt(captures, 'memory.memsw.limit_in_bytes', folder));
    const bothUsed = integer(contentAt(captures, 'memory.memsw.usage_in_bytes', folder)) ?? used;
    // memsw counts memory and swap together.
    const swapSlack = both === null || both >= unlimited ? null : Math.max(0, both - bothUsed - (limit - used));
    return [{ limit, slack, swapSlack }];
  });

/** Page cache that the kernel frees before it kills. */
const reclaimable = (captures: Captures, folder: string, field: string): number =>
  statField(contentAt(captures, 'memory.stat', folder), field) ?? 0;

/** The limit of groups above those that a container sees; version 1 reports it in memory.stat. */
const hierarchical = (captures: Captures): number | null => {
  const limits = levels(captures, 'memory.stat').map(({ content }) => statField(content, 'hierarchical_memory_limit'));
  return least(...limits.map((limit) => (limit !== null && limit < unlimited ? limit : null)));
};

const statField = (content: string | null, field: string): number | null => {
  const words = content?.split(' ') ?? [];
  const at = words.indexOf(field);
  return at < 0 ? null : integer(words[at + 1]);
};

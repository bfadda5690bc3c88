import { formatBytes, formatDuration } from '../../text/format.js';
import type { CanaryResult } from '../result.js';

/** What a canary took of this machine, as ", 340 ms of processor time, 45 MiB of memory"; empty where nothing is known. Pure. */
export const usageOf = ({ steps }: Pick<CanaryResult, 'steps'>): string => {
  const times = steps.flatMap(({ cpuMs }) => cpuMs ?? []);
  const peaks = steps.flatMap(({ peakBytes }) => peakBytes ?? []);
  const time = times.reduce((sum, each) => sum + each, 0);
  return [
    ...(times.length > 0 ? [`, ${formatDuration(time)} of processor time`] : []),
    ...(peaks.length > 0 ? [`, ${formatBytes(Math.max(...peaks))} of memory`] : []),
  ].join('');
};

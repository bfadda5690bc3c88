/** Figures as people read them. Pure. */

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes with a binary unit and at most one decimal: 1536 → "1.5 KiB". */
export const formatBytes = (bytes: number): string => {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${units[unit]}`;
};

/** Milliseconds as "340 ms", "2.4 s", "3 min 05 s". */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  return `${minutes} min ${String(seconds).padStart(2, '0')} s`;
};

/** Whole seconds, as `formatDuration` has them without the fraction: "12 s", "1 min 05 s". */
export const formatSeconds = (seconds: number): string =>
  formatDuration(seconds * 1000)
    .replace(/^0 ms$/, '0 s')
    .replace('.0 s', ' s');

/** How long ago a moment was, in the one unit that fits: "just now", "5 min ago", "2 h ago", "3 days ago". */
export const formatAgo = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
};

/** A number of things, the noun in its plural where the number requires it: "1 job", "2 jobs". */
export const formatCount = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** A fact's value in a few words. */
export const describeValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'unknown';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ');
  if (typeof value === 'object') return Object.values(value).map(String).join(' ');
  return String(value);
};

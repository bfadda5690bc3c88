/** A whole number of at most 20 digits, or null for anything else. */
export const integer = (text: string | null | undefined): number | null => {
  const trimmed = text?.trim();
  return trimmed && /^\d{1,20}$/.test(trimmed) ? Number(trimmed) : null;
};

/** The smallest of those that are known, or null if none is. */
export const least = (...values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? Math.min(...known) : null;
};

/** Numbers of a kernel list such as "0-3,8". Source: cpuset(7), "List format". */
export const listMembers = (text: string | null): number[] | null => {
  if (!text || !/^[\d,\- \n]{1,4096}$/.test(text)) return null;
  const members: number[] = [];
  for (const range of text.trim().split(',')) {
    const [first, last] = range.split('-').map(integer);
    if (first === undefined || first === null) return null;
    const end = last ?? first;
    if (end < first || end > 65_535) return null;
    for (let number = first; number <= end; number += 1) members.push(number);
  }
  return members;
};

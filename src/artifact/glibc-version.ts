import type { DynamicSection } from './dynamic-section.js';

/** Markers of the ABI that have no number of their own, with the release that brought them (glibc, NEWS). */
const abiVersions: Readonly<Record<string, string>> = { GLIBC_ABI_DT_RELR: '2.36', GLIBC_ABI_GNU2_TLS: '2.42' };

/** Compares dotted versions by number: 2.9 is before 2.31. */
export const compareVersions = (a: string, b: string): number => {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = Number(left[i] ?? 0) - Number(right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** A version as one number that orders as the versions do; each part has at most four digits. */
const rank = (version: string): number => {
  const [major = '0', minor = '0', patch = '0'] = version.split('.');
  return (Number(major) * 10_000 + Number(minor)) * 10_000 + Number(patch);
};

const prefix = 'GLIBC_';

/** Least glibc that has all the symbol versions asked for, as "2.34"; null when none is asked for. */
export const glibcMinimum = (dynamic: DynamicSection | null): string | null => {
  let least: string | null = null;
  let highest = -1;
  for (const { versions } of dynamic?.versionsNeeded ?? []) {
    for (const name of versions) {
      if (!name.startsWith(prefix)) continue;
      const version = abiVersions[name] ?? name.slice(prefix.length);
      const order = rank(version);
      // GLIBC_PRIVATE and similar have no number.
      if (!(order > highest) || !/^\d{1,4}(?:\.\d{1,4}){1,2}$/.test(version)) continue;
      highest = order;
      least = version;
    }
  }
  return least;
};

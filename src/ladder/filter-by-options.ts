import type { Finding } from '../diagnosis/finding.js';
import type { RungOptions } from '../rungs/options.js';

/** Findings that no longer block a rung once an option is named. */
const resolvedBy: Partial<Record<keyof RungOptions, readonly string[]>> = {
  nixpkgs: ['nix-nixpkgs-missing'],
  image: ['engines-no-base-image'],
  imageArchive: ['engines-no-base-image'],
};

/** The findings that still matter where the rungs are taken by these options. Pure. */
export const filterByOptions = (findings: readonly Finding[], options: RungOptions): readonly Finding[] => {
  const resolved = Object.entries(resolvedBy).flatMap(([key, ids]) =>
    options[key as keyof RungOptions] === undefined ? [] : ids,
  );
  return findings.filter(({ id }) => !resolved.includes(id));
};

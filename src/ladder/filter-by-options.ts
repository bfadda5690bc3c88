import { domainOf } from '../diagnosis/domain-of.js';
import type { Finding } from '../diagnosis/finding.js';
import type { Facts } from '../facts/facts.js';
import type { RungOptions } from '../rungs/options.js';
import { chooseRootEngine } from '../rungs/root-engine.js';

/** Findings that no longer block a rung once an option is named. */
const resolvedBy: Partial<Record<keyof RungOptions, readonly string[]>> = {
  nixpkgs: ['nix-nixpkgs-missing'],
  image: ['engines-no-base-image'],
  imageArchive: ['engines-no-base-image'],
};

/** The findings that still matter on a machine of these facts where the rungs are taken by these options. Pure. */
export const filterByOptions = (
  findings: readonly Finding[],
  options: RungOptions,
  facts: Facts,
): readonly Finding[] => {
  // A root file system is entered without any container engine.
  const needsEngine = chooseRootEngine(facts, options) === null;
  const resolved = Object.entries(resolvedBy).flatMap(([key, ids]) =>
    options[key as keyof RungOptions] === undefined ? [] : ids,
  );
  return findings.filter(({ id }) => !resolved.includes(id) && (needsEngine || domainOf(id) !== 'engines'));
};

import type { Domain } from '../facts/facts.js';

const domains: readonly Domain[] = [
  'os',
  'container',
  'isolation',
  'memory',
  'pids',
  'disk',
  'nix',
  'engines',
  'toolchain',
  'network',
  'binfmt',
];

/** The domain that a finding belongs to, from its id; null for a finding that is no part of a machine's facts. */
export const domainOf = (id: string): Domain | null => {
  const head = id.split('-')[0] ?? '';
  return domains.find((domain) => domain === head) ?? null;
};

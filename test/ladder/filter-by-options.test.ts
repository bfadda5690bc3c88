import { expect, it } from 'vitest';
import { filterByOptions } from '../../src/ladder/filter-by-options.js';
import type { RungOptions } from '../../src/rungs/options.js';
import { someFacts } from '../support/facts.js';

const ids = ['nix-nixpkgs-missing', 'engines-no-base-image', 'network-none'];
const findings = ids.map((id) => ({
  id,
  severity: 'blocker' as const,
  title: id,
  evidence: [],
  rungs: [],
  fixes: [],
  links: [],
}));

const facts = someFacts({});

it.each<[RungOptions, readonly string[]]>([
  [{}, ids],
  [{ jobs: 2 }, ids],
  // Where it is, or whether another registry has it, a build shows.
  [{ image: 'alpine:3.20' }, ['nix-nixpkgs-missing', 'network-none']],
  [{ nixpkgs: '/srv/nixpkgs' }, ['engines-no-base-image', 'network-none']],
  [{ imageArchive: '/srv/alpine.tar' }, ['nix-nixpkgs-missing', 'network-none']],
])('%j leaves %j', (options, left) => {
  expect(filterByOptions(findings, options, facts).map(({ id }) => id)).toEqual(left);
});

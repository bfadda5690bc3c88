import { alpineRoot } from '../facts/alpine-image.js';
import type { Facts } from '../facts/facts.js';
import { rungsBuilding } from '../rungs/registry.js';
import { firstRootEngine } from '../rungs/root-engine.js';
import type { FixSpec } from './build-finding.js';
import { reaches } from './reach.js';

/** What this machine can have instead of a container engine: Alpine's root file system, unpacked and entered; null where it cannot. */
export const unpackedRoot = (facts: Facts): FixSpec | null => {
  const engine = firstRootEngine(facts);
  const archive = facts.os.arch === null ? null : alpineRoot(facts.os.arch);
  if (engine === null || archive === null) return null;
  const use = `musl-wizard choose --rung ${rungsBuilding('container')[0]} --engine ${engine.name} --image-archive ${archive.name} --yes`;
  const changes = 'The build runs as this user in the unpacked system, which does not isolate it as a container would.';
  return reaches(facts, 'alpinelinux.org') === false
    ? {
        title: `Copy ${archive.url} to this machine; build in it without an engine`,
        commands: [use],
        changes,
        open: true,
        by: 'host',
      }
    : {
        title: 'Build in an unpacked Alpine system, without an engine',
        commands: [`curl -fLO ${archive.url}`, use],
        changes,
        open: true,
      };
};

import type { Facts } from '../facts/facts.js';
import { type Captures, errorOf, textOf } from '../machine/capture.js';
import { evidence, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';
import { installFix } from './packages.js';

/** What rootless Podman and Buildah need: newuidmap and a range of subordinate ids. Not reported for root. */
export const diagnoseRootless = (facts: Facts, captures: Captures): Finding[] => {
  if (facts.isolation.uid === 0 || facts.isolation.uid === null) return [];
  const findings: Finding[] = [];
  if (errorOf(captures, 'which:newuidmap') === 'ENOENT') {
    findings.push(
      finding('engines-newuidmap-missing', {
        title: 'Rootless containers need newuidmap, which is not installed',
        evidence: evidence(facts, captures, [{ capture: 'which:newuidmap' }]),
        fixes: fixesFor(facts, captures, [installFix(facts, captures, 'newuidmap')]),
      }),
    );
  }
  const subuid = textOf(captures, 'file:/etc/subuid');
  const user = textOf(captures, 'env:USER')?.trim() || null;
  const named = new RegExp(`^(${facts.isolation.uid}|${(user ?? '').replace(/\W/g, '\\$&')}):`, 'm');
  if (subuid !== null && !named.test(subuid)) {
    findings.push(
      finding('engines-subuid-missing', {
        title: 'This user has no subordinate id range in /etc/subuid',
        evidence: [
          'file:/etc/subuid: no line for this user',
          ...evidence(facts, captures, [{ capture: 'file:/etc/subuid' }]),
        ],
        fixes: fixesFor(facts, captures, [
          {
            title: 'Give this user a subordinate id range',
            commands: ['usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$(id -un)"'],
            root: true,
            changes: 'The range must not overlap one in /etc/subuid or /etc/subgid.',
            undo: 'usermod --del-subuids 100000-165535 --del-subgids 100000-165535 "$(id -un)"',
            open: true,
          },
        ]),
      }),
    );
  }
  return findings;
};

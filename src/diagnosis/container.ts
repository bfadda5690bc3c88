import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { evidence, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';

/** What the kind of container forbids, whatever else is here. */
export const diagnoseContainer = (facts: Facts, captures: Captures): Finding[] => {
  const findings: Finding[] = [];
  const told = evidence(facts, captures, [
    { capture: 'file:/proc/version' },
    { fact: 'container.kind' },
    { fact: 'container.evidence' },
  ]);
  if (facts.isolation.procMounted === false) {
    findings.push(
      finding('container-proc-missing', {
        title: '/proc is not mounted: Nix and container engines do not start',
        evidence: evidence(facts, captures, [{ capture: 'file:/proc/self/status' }, { fact: 'isolation.procMounted' }]),
        fixes: fixesFor(facts, captures, [
          facts.isolation.capabilities.includes('sys_admin') || facts.isolation.uid === 0
            ? {
                title: 'Mount /proc',
                commands: ['mount -t proc proc /proc'],
                root: true,
                undo: '[ ! -e /proc/mounts ] || umount /proc',
              }
            : {
                title: 'Have /proc mounted in this root folder',
                commands: ['mount -t proc proc ROOT/proc'],
                by: 'host',
                open: true,
              },
        ]),
      }),
    );
  }
  if (facts.container.kind === 'wsl1') {
    findings.push(
      finding('container-wsl1', {
        title: 'This is WSL 1: container engines do not run, and Nix builds only without its sandbox',
        evidence: told,
        fixes: fixesFor(facts, captures, [
          {
            title: 'Turn the distribution into WSL 2, from Windows',
            commands: ['wsl --set-version DISTRIBUTION 2'],
            changes: 'Moves the file system into a virtual disk.',
            undo: 'wsl --set-version DISTRIBUTION 1',
            by: 'host',
            open: true,
          },
        ]),
        links: [{ title: 'Versions of WSL', url: 'https://learn.microsoft.com/windows/wsl/compare-versions' }],
      }),
    );
  }
  if (facts.container.kind === 'gvisor') {
    findings.push(
      finding('container-gvisor', {
        title: 'gVisor stands in for the kernel here: some system calls differ',
        evidence: told,
      }),
    );
  }
  if (facts.container.kind === 'chroot' && facts.isolation.userNamespaces.canCreate === false) {
    findings.push(
      finding('container-chroot', {
        title: 'This is a chroot: the kernel makes no user namespace in one',
        evidence: told,
      }),
    );
  }
  return findings;
};

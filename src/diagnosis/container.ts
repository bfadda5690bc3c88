import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { evidence, finding, fixesFor } from './build-finding.js';
import type { Finding } from './finding.js';

/** What the kind of container forbids, whatever else is here. */
export const diagnoseContainer = (facts: Facts, captures: Captures): Finding[] => {
  const findings: Finding[] = [];
  const lines = evidence(facts, captures, [
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
                title: 'Mount /proc in this root folder, from the host',
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
        title: 'This is WSL 1: container engines do not run, and Nix builds only without the sandbox',
        evidence: lines,
        fixes: fixesFor(facts, captures, [
          {
            title: 'Convert the distribution to WSL 2, from Windows',
            commands: ['wsl --set-version DISTRIBUTION 2'],
            changes: 'Moves the file system to a virtual disk.',
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
        title: 'gVisor emulates the kernel here: some system calls differ',
        evidence: lines,
      }),
    );
  }
  if (facts.container.kind === 'chroot' && facts.isolation.userNamespaces.canCreate === false) {
    findings.push(
      finding('container-chroot', {
        title: 'This is a chroot: the kernel does not allow user namespaces in a chroot',
        evidence: lines,
      }),
    );
  }
  return findings;
};

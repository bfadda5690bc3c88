import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { evidence, finding } from './build-finding.js';
import type { Finding } from './finding.js';

/** Architectures for which cache.nixos.org and the official Alpine images are made, and zig is published. */
const served = ['x86_64', 'aarch64'];

/** What the system itself decides. */
export const diagnoseOs = (facts: Facts, captures: Captures): Finding[] => {
  const { arch, kernel } = facts.os;
  const findings: Finding[] = [];
  if (kernel !== null && /darwin|xnu/i.test(kernel)) {
    findings.push(
      finding('os-not-linux', {
        title: 'This is not Linux: use --on to inspect a Linux machine, container or virtual machine',
        evidence: evidence(facts, captures, [{ capture: 'run:uname -rm' }, { fact: 'os.kernel' }]),
      }),
    );
  }
  if (arch !== null && !served.includes(arch)) {
    findings.push(
      finding('os-arch-rare', {
        title: `Few packages are prebuilt for ${arch}: expect long builds from source`,
        evidence: evidence(facts, captures, [{ capture: 'run:uname -rm' }, { fact: 'os.arch' }]),
      }),
    );
  }
  return findings;
};

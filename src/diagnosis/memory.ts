import { engineIsElsewhere } from '../facts/engine-in-use.js';
import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { type RungId, rungs, rungsFor } from '../rungs/registry.js';
import { formatBytes } from '../text/format.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import { liftLimit } from './control-group-limit.js';
import type { Finding } from './finding.js';
import { needsByRung, needsOf, shortOf, type Threshold, thresholds } from './thresholds.js';

const { nixEvaluate, nixToolchain } = thresholds.memory;

const sources: readonly EvidenceSource[] = [
  { capture: 'cgroup:memory.max', match: /\t\d/ },
  { capture: 'cgroup:memory.high', match: /\t\d/ },
  { capture: 'cgroup:memory.limit_in_bytes', match: /\t\d{1,17}$/ },
  { capture: 'file:/proc/meminfo', match: /^(MemTotal|MemAvailable|SwapFree):/ },
  { fact: 'memory.limitBytes' },
  { fact: 'memory.effectiveBytes' },
];

/** Whether what a build can have is enough for each rung. */
export const diagnoseMemory = (facts: Facts, captures: Captures): Finding[] => {
  const bytes = facts.memory.effectiveBytes;
  if (bytes === null) return [];
  const findings: Finding[] = [];
  const lines = evidence(facts, captures, sources);
  const fixes = fixesFor(facts, captures, fixesOf(facts, captures));
  for (const severity of ['blocker', 'warning'] as const) {
    const short = rungsFor(facts).filter((rung) => {
      const threshold = needOf(rung, facts);
      return threshold !== null && shortOf(bytes, threshold) === severity;
    });
    if (short.length === 0) continue;
    const id = severity === 'blocker' ? 'memory-too-low' : 'memory-low';
    const key = severity === 'blocker' ? 'block' : 'warn';
    const needed = needsByRung(short, (rung) => formatBytes(needOf(rung, facts)?.[key] ?? 0));
    const title = `${formatBytes(bytes)} of memory; ${severity === 'blocker' ? 'needed' : 'advised'}: ${needed}`;
    findings.push(finding(id, { title, rungs: short, evidence: lines, fixes }));
  }
  // With remote builders the tool chain is built elsewhere.
  const rebuilds = facts.nix.installed === true && facts.nix.builders.length === 0;
  if (rebuilds && shortOf(bytes, nixEvaluate) === null && shortOf(bytes, nixToolchain) !== null) {
    const title = `${formatBytes(bytes)} of memory is too little to rebuild the musl toolchain (${formatBytes(nixToolchain.warn ?? 0)})`;
    findings.push(finding('memory-toolchain-rebuild', { title, evidence: lines, fixes }));
  }
  return findings;
};

/** What a rung needs; null where its build runs on another machine. */
const needOf = (rung: RungId, facts: Facts): Threshold | null =>
  rungs[rung].builds.where === 'container' && engineIsElsewhere(facts) ? null : needsOf(rung).memory;

const limitFiles = ['memory.max', 'memory.high', 'memory.limit_in_bytes'];

const fixesOf = (facts: Facts, captures: Captures): FixSpec[] => {
  const { limitBytes, totalBytes } = facts.memory;
  if (limitBytes !== null && (totalBytes === null || limitBytes < totalBytes)) {
    const lift = liftLimit(facts, captures, { files: limitFiles, what: 'memory' });
    if (lift !== null) return [lift];
    return [
      {
        title: 'Raise the memory limit of this container, pod or unit',
        commands: ['docker update --memory 8g --memory-swap 8g CONTAINER'],
        changes:
          'The limit is set from outside: --memory, resources.limits.memory of the pod, or MemoryMax= of the unit.',
        by: 'host',
        open: true,
      },
    ];
  }
  return [
    {
      title: 'Add 4 GiB of swap',
      commands: [
        'dd if=/dev/zero of=/swapfile.musl-wizard bs=1M count=4096',
        'chmod 600 /swapfile.musl-wizard',
        'mkswap /swapfile.musl-wizard',
        'swapon /swapfile.musl-wizard',
      ],
      root: true,
      changes: 'Uses 4 GiB of disk; builds that swap are slow.',
      undo: '! grep -q ^/swapfile.musl-wizard /proc/swaps || swapoff /swapfile.musl-wizard && rm -f /swapfile.musl-wizard',
      ...(facts.container.kind === 'none' ? {} : { by: 'host' as const }),
    },
  ];
};

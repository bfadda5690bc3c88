import type { Facts } from '../facts/facts.js';
import type { Captures } from '../machine/capture.js';
import { rungsFor } from '../rungs/registry.js';
import { type EvidenceSource, evidence, type FixSpec, finding, fixesFor } from './build-finding.js';
import { liftLimit } from './control-group-limit.js';
import type { Finding } from './finding.js';
import { needsByRung, needsOf, shortOf } from './thresholds.js';

const sources: readonly EvidenceSource[] = [
  { capture: 'cgroup:pids.max', match: /\t\d/ },
  { capture: 'cgroup:pids.current' },
  { capture: 'cgroup:pids.events', match: /max [1-9]/ },
  { capture: 'file:/proc/self/limits', match: /^Max processes/ },
  { capture: 'file:/proc/sys/kernel/pid_max' },
  { capture: 'file:/proc/sys/kernel/threads-max' },
  { fact: 'pids.limit' },
  { fact: 'pids.current' },
  { fact: 'pids.userLimit' },
  { fact: 'pids.effective' },
];

/** Whether enough processes and threads may still be started for each rung. */
export const diagnosePids = (facts: Facts, captures: Captures): Finding[] => {
  const { effective } = facts.pids;
  if (effective === null) return [];
  const findings: Finding[] = [];
  for (const severity of ['blocker', 'warning'] as const) {
    const short = rungsFor(facts).filter((rung) => shortOf(effective, needsOf(rung).tasks) === severity);
    if (short.length === 0) continue;
    const key = severity === 'blocker' ? 'block' : 'warn';
    const needed = needsByRung(short, (rung) => String(needsOf(rung).tasks[key] ?? 0));
    findings.push(
      finding(severity === 'blocker' ? 'pids-too-low' : 'pids-low', {
        title: `${effective} more processes and threads can be started; ${severity === 'blocker' ? 'needed' : 'advised'}: ${needed}`,
        rungs: short,
        evidence: evidence(facts, captures, sources),
        fixes: fixesFor(facts, captures, fixesOf(facts, captures)),
      }),
    );
  }
  return findings;
};

/** The layer that holds the limit decides who can lift it. */
const fixesOf = (facts: Facts, captures: Captures): FixSpec[] => {
  const { limit, userLimit, kernelMax } = facts.pids;
  if (limit !== null && limit <= Math.min(userLimit ?? Infinity, kernelMax ?? Infinity)) {
    const lift = liftLimit(facts, captures, { files: ['pids.max'], what: 'task' });
    if (lift !== null) return [lift];
    if (facts.container.kind === 'kubernetes') {
      return [
        {
          title: 'Raise podPidsLimit of the kubelet on this node',
          commands: [],
          changes: 'Set in the kubelet configuration, for all pods of the node.',
          by: 'host',
        },
      ];
    }
    return [
      {
        title: 'Raise the process limit of this container',
        commands: ['docker update --pids-limit 4096 CONTAINER'],
        changes: 'The limit is set from outside: --pids-limit of the engine.',
        by: 'host',
        open: true,
      },
    ];
  }
  if (userLimit !== null) {
    return [
      {
        title: 'Raise the process limit of this shell, then restart musl-wizard from it',
        commands: ['ulimit -u 4096'],
        changes: 'For this shell only; only root can exceed the hard limit.',
        open: true,
      },
    ];
  }
  return [
    {
      title: "Raise the kernel's process limit",
      commands: ['sysctl -w kernel.pid_max=4194304'],
      root: true,
      changes: 'For the whole machine, until the next boot.',
      undo: `sysctl -w kernel.pid_max=${kernelMax ?? 32768}`,
      ...(facts.container.kind === 'none' ? {} : { by: 'host' as const }),
    },
  ];
};

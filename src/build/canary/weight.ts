import { type FindingId, isFindingId } from '../../diagnosis/catalogue.js';
import { diagnose } from '../../diagnosis/diagnose.js';
import type { Facts } from '../../facts/facts.js';
import type { RungOptions } from '../../rungs/options.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { formatBytes } from '../../text/format.js';
import type { Unplannable } from '../plan.js';
import type { Program } from './program.js';

const MiB = 1024 ** 2;

/**
 * What a program takes. Memory from the largest process of a build (ru_maxrss on two cores, with gcc 12,
 * rustc 1.95 and Go 1.26: 28, 99, 123 and 298 MiB) with room for what runs beside it; tasks are estimates.
 */
const wants: Readonly<Record<Program['language'], { readonly memoryBytes: number; readonly tasks: number }>> = {
  c: { memoryBytes: 32 * MiB, tasks: 4 },
  'c++': { memoryBytes: 128 * MiB, tasks: 5 },
  rust: { memoryBytes: 256 * MiB, tasks: 24 },
  go: { memoryBytes: 384 * MiB, tasks: 40 },
};

/**
 * Why this machine cannot bear a canary, so that it is not even started; null when it can, or when
 * it is not known. Limits of this machine say nothing of one that builds elsewhere. Pure.
 */
export const tooHeavy = (rung: RungId, program: Program, facts: Facts, options: RungOptions): Unplannable | null => {
  if (rungs[rung].buildsElsewhere(facts, options)) return null;
  const blocker = diagnose(facts, {}).find(
    ({ id, severity, rungs }) => severity === 'blocker' && rungs.includes(rung) && /^(?:memory|pids|disk)-/.test(id),
  );
  if (blocker)
    return { blocked: `${blocker.title}.`.replace(/\.\.$/, '.'), findings: [blocker.id].filter(isFindingId) };
  const { memoryBytes, tasks } = wants[program.language];
  const { effectiveBytes } = facts.memory;
  if (effectiveBytes !== null && effectiveBytes < memoryBytes) {
    const reason = `The ${program.name} canary takes ${formatBytes(memoryBytes)} of memory and ${formatBytes(effectiveBytes)} can be had.`;
    return { blocked: reason, findings: ['memory-too-low'] };
  }
  if (facts.pids.effective !== null && facts.pids.effective < tasks) {
    const reason = `The ${program.name} canary takes ${tasks} tasks at a time and ${facts.pids.effective} can be had.`;
    return { blocked: reason, findings: ['pids-too-low'] };
  }
  return null;
};

/** Ids of the findings that block a rung as the machine is. Pure. */
export const blockersOf = (rung: RungId, facts: Facts): readonly FindingId[] =>
  diagnose(facts, {})
    .filter(({ severity, rungs }) => severity === 'blocker' && rungs.includes(rung))
    .map(({ id }) => id)
    .filter(isFindingId);

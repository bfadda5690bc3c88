import { isFindingId } from '../../diagnosis/catalogue.js';
import { diagnoseFacts } from '../../diagnosis/diagnose.js';
import type { Facts } from '../../facts/facts.js';
import { filterByOptions } from '../../ladder/filter-by-options.js';
import type { ChosenProject, Language } from '../../project/project.js';
import type { RungOptions } from '../../rungs/options.js';
import { isOtherLanguage, type OtherLanguage } from '../../rungs/other-languages.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { Unplannable } from '../../rungs/rung.js';
import { formatBytes } from '../../text/format.js';
import type { CanaryProgram } from './canary.js';

const MiB = 1024 ** 2;

/**
 * What a program takes. Memory from the largest process of a build (ru_maxrss on two cores, with gcc 12,
 * rustc 1.95 and Go 1.26: 28, 99, 123 and 298 MiB) with room for what runs beside it; tasks are estimates.
 */
const needsByLanguage: Readonly<
  Record<Exclude<Language, OtherLanguage>, { readonly memoryBytes: number; readonly tasks: number }>
> = {
  c: { memoryBytes: 32 * MiB, tasks: 4 },
  cxx: { memoryBytes: 128 * MiB, tasks: 5 },
  rust: { memoryBytes: 256 * MiB, tasks: 24 },
  go: { memoryBytes: 384 * MiB, tasks: 40 },
};

const ofLimits = /^(?:memory|pids|disk)-/;

/**
 * Why this machine cannot bear a canary, so that it is not even started; null when it can, or when
 * it is not known. Limits of this machine say nothing of one that builds elsewhere. Pure.
 */
export const exceedsResources = (
  rung: RungId,
  program: CanaryProgram,
  { languages }: Pick<ChosenProject, 'languages'>,
  facts: Facts,
  options: RungOptions,
): Unplannable | null => {
  const blockers = filterByOptions(diagnoseFacts(facts, {}), options, facts).filter(
    ({ severity, rungs: blocked }) => severity === 'blocker' && blocked.includes(rung),
  );
  const elsewhere = rungs[rung].buildsElsewhere(facts, options);
  const blocker = blockers.find(({ id }) => (!elsewhere && ofLimits.test(id)) || id === 'nix-nixpkgs-missing');
  if (blocker)
    return { blocked: `${blocker.title}.`.replace(/\.\.$/, '.'), findings: [blocker.id].filter(isFindingId) };
  if (elsewhere) return null;
  const [language = 'c'] = languages;
  // The canary of another language is a program in C.
  const { memoryBytes, tasks } = needsByLanguage[isOtherLanguage(language) ? 'c' : language];
  const { effectiveBytes } = facts.memory;
  if (effectiveBytes !== null && effectiveBytes < memoryBytes) {
    const reason = `The ${program} canary needs ${formatBytes(memoryBytes)} of memory; ${formatBytes(effectiveBytes)} is available.`;
    return { blocked: reason, findings: ['memory-too-low'] };
  }
  if (facts.pids.effective !== null && facts.pids.effective < tasks) {
    const reason = `The ${program} canary needs ${tasks} tasks at a time; ${facts.pids.effective} are available.`;
    return { blocked: reason, findings: ['pids-too-low'] };
  }
  return null;
};

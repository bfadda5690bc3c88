import type { FindingId } from '../diagnosis/catalogue.js';
import type { ReportedPrograms } from '../project/pick-programs.js';
import type { BuildRecord, PlannedStep, Stop } from './plan.js';
import { filesLeft } from './project/files-left.js';
import type { Ended } from './result.js';
import { failureOf, type StepRunner } from './step-runner.js';

/** What the steps of a plan came to. */
export interface StepsTaken {
  readonly stop: (Ended | Stop) | null;
  readonly record: BuildRecord;
  readonly findings: readonly FindingId[];
  readonly reported: ReportedPrograms;
  readonly notices: readonly string[];
}

/** Takes the plan's steps and those that their outputs ask for, until one fails that matters, or ends the build. */
export const runSteps = async (
  runner: Pick<StepRunner, 'run' | 'tellAhead'>,
  steps: readonly PlannedStep[],
): Promise<StepsTaken> => {
  const queue: PlannedStep[] = [...steps];
  const findings: FindingId[] = [];
  let record: BuildRecord = {};
  const notices: string[] = [];
  let reported: ReportedPrograms = { products: [], started: [] };
  for (let step = queue.shift(); step; step = queue.shift()) {
    runner.tellAhead(queue);
    const ran = await runner.run(step);
    if (linkWarning.test(ran.tail)) findings.push('canary-glibc-static-needs-shared-libs');
    const failure = failureOf(step.name, ran, step.argv[0]);
    if (failure && !step.optional) {
      const outcome = ran.cancelled ? 'cancelled' : ran.timedOut ? 'timeout' : 'failed';
      return { stop: { outcome, reason: failure, findings }, record, findings, reported, notices };
    }
    const reading = failure ? undefined : step.read?.(ran.tail, step.leaves ? filesLeft(step.leaves) : new Map());
    record = { ...record, ...reading?.record };
    notices.push(...(reading?.notices ?? []));
    reported = { products: reading?.products ?? reported.products, started: reading?.started ?? reported.started };
    if (reading?.stop) return { stop: reading.stop, record, findings, reported, notices };
    queue.unshift(...((failure ? step.otherwise : reading?.steps) ?? []));
  }
  return { stop: null, record, findings, reported, notices };
};

// ld's words, from bfd/elflink.c and glibc's link_warning(); only the English tail is the same in all languages.
const linkWarning = /in statically linked applications requires at runtime/;

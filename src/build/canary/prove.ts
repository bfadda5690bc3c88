import { join } from 'node:path';
import type { Artifact } from '../../artifact/artifact.js';
import type { FindingId } from '../../diagnosis/catalogue.js';
import type { Facts } from '../../facts/facts.js';
import { inspectFile } from '../../inspect/inspect-file.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { judgeArtifact } from '../check/judge-artifact.js';
import { type ProgramRun, runProgram } from '../check/run-program.js';
import { type Course, failureOf } from '../course.js';
import { pack } from '../pack.js';
import type { CanaryRecord, Place, Plan, PlannedStep } from '../plan.js';
import type { CanaryResult, Outcome, Packed } from '../result.js';
import { here, shutIn } from '../starter.js';
import type { CanaryOptions } from './canary.js';
import { expectedOutput } from './program.js';

/** What a course came to, before its log is explained. */
export type Proof = Pick<CanaryResult, 'outcome' | 'reason' | 'artifact' | 'ran' | 'findings' | 'packed'> &
  CanaryRecord;

const nothing = { artifact: null, ran: null, findings: [], packed: null } as const;

/** Builds, inspects, runs and packs; the first thing that is not as it must be ends it. */
export const prove = async (
  course: Course,
  rung: RungId,
  plan: Plan,
  place: Place,
  facts: Facts,
  options: CanaryOptions,
): Promise<Proof> => {
  const built = await build(course, plan);
  if (built.stop) return { ...nothing, ...built.record, ...built.stop };
  const artifact = await inspectFile(place.output);
  const found = { ...nothing, ...built.record, findings: built.findings, artifact };
  const fault = judgeArtifact(artifact, plan.expects);
  if (fault) return { ...found, outcome: 'failed', reason: fault };
  const expected = expectedOutput(options.program);
  const elsewhere = rungs[rung].madeElsewhere(facts, options.rungOptions);
  const run = await runProgram(course, place, artifact, facts, expected, options.signal, elsewhere);
  if (run.fault) {
    const findings = [...built.findings, ...(run.findings ?? [])];
    return { ...found, outcome: run.outcome, reason: run.fault, ran: run.ran, findings };
  }
  const packed = options.upx
    ? await pack(course, {
        program: place.output,
        copy: join(place.scratch, 'packed'),
        starter: elsewhere
          ? shutIn([], place.id, options.signal, (ran) => ran.code === 0 && ran.stdout === expected)
          : here(course, [], options.signal, (ran) => failureOf('run packed', ran) === null && ran.tail === expected),
        facts,
      })
    : null;
  if (options.signal.aborted) return { ...found, ran: run.ran, outcome: 'cancelled', reason: 'It was cancelled.' };
  const findings = [...built.findings, ...(run.findings ?? [])];
  const reason = passedReason(artifact, run, packed);
  return { ...found, ran: run.ran, findings, packed, outcome: 'passed', reason };
};

interface Built {
  readonly stop: Pick<Proof, 'outcome' | 'reason' | 'findings'> | null;
  readonly record: CanaryRecord;
  readonly findings: readonly FindingId[];
}

/** Takes the plan's steps and those that their outputs ask for. */
const build = async (course: Course, plan: Plan): Promise<Built> => {
  const queue: PlannedStep[] = [...plan.steps];
  const findings: FindingId[] = [];
  let record: CanaryRecord = {};
  for (let step = queue.shift(); step; step = queue.shift()) {
    const ran = await course.run(step);
    if (linkWarning.test(ran.tail)) findings.push('canary-glibc-static-needs-shared-libs');
    const failure = failureOf(step.name, ran, step.argv[0]);
    if (failure && !step.optional) {
      return { stop: { outcome: outcomeOf(ran), reason: failure, findings }, record, findings };
    }
    const reading = failure ? undefined : step.read?.(ran.tail);
    record = { ...record, ...reading?.record };
    if (reading?.stop) return { stop: reading.stop, record, findings };
    queue.unshift(...(reading?.steps ?? []));
  }
  return { stop: null, record, findings };
};

// ld's words, from bfd/elflink.c and glibc's link_warning(); only the English tail is the same in all languages.
const linkWarning = /in statically linked applications requires at runtime/;

const outcomeOf = (ran: { cancelled: boolean; timedOut: boolean }): Outcome =>
  ran.cancelled ? 'cancelled' : ran.timedOut ? 'timeout' : 'failed';

const passedReason = (artifact: Artifact, { ran, note }: ProgramRun, packed: Packed | null): string =>
  [
    `Built, inspected (${artifact.linkage}, ${artifact.libc}, ${artifact.machine})${ran ? ' and run' : ''}.`,
    note,
    packed?.reason,
  ]
    .filter((part) => part)
    .join(' ');

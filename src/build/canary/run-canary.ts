import { basename, dirname } from 'node:path';
import { UserError } from '../../errors.js';
import type { Diagnosis } from '../../explain/diagnosis.js';
import { doubtsOf } from '../check/controls.js';
import type { CanaryResult } from '../result.js';
import { type BuildOutcome, type MadeProgram, runBuild } from '../run-build.js';
import type { RunCanary } from './canary.js';
import { exceedsResources } from './exceeds-resources.js';
import { canaryProject, expectedOutput, writeSources } from './program.js';

/** Builds a shipped project by a rung, as any project is built, and runs what came of it. */
export const runCanary: RunCanary = async (rung, facts, options) => {
  const started = performance.now();
  const result = (part: Partial<CanaryResult> & Pick<CanaryResult, 'outcome' | 'reason'>): CanaryResult => ({
    rung,
    program: options.program,
    durationMs: Math.round(performance.now() - started),
    steps: [],
    artifact: null,
    ran: null,
    diagnoses: [],
    findings: [],
    logFile: null,
    packed: null,
    ...part,
  });
  const project = canaryProject(options.program);
  const unplannable = exceedsResources(rung, options.program, project, facts, options.rungOptions);
  if (unplannable) return result({ outcome: 'blocked', reason: unplannable.blocked, findings: unplannable.findings });
  try {
    const made = await runBuild({
      ...options,
      rung,
      options: options.rungOptions,
      facts,
      project,
      args: [],
      env: options.env ?? process.env,
      folder: process.cwd(),
      logName: rung,
      copySources: async (to) => {
        writeSources(options.program, to, basename(dirname(to)));
        return null;
      },
      expected: expectedOutput(options.program),
      deliver: null,
    });
    const [program] = made.programs;
    const { outcome, findings, steps, diagnoses, evidence, logFile } = made;
    return result({
      ...made.record,
      outcome,
      reason: [withCause(made, program), ...evidence, ...doubtsOf(made.controls)].join(' '),
      findings,
      steps,
      diagnoses,
      logFile,
      ...(logFile === null ? {} : { evidence }),
      ...(outcome === 'failed' && logFile !== null ? { controls: made.controls } : {}),
      artifact: program?.artifact ?? null,
      ran: program?.run?.ran ?? null,
      packed: program?.packed ?? null,
    });
  } catch (error) {
    if (error instanceof UserError) {
      const reason = [error.message, error.evidence.join('; ')].filter(Boolean).join(' ');
      return result({ outcome: 'blocked', reason, findings: ['canary-no-scratch-folder'] });
    }
    // A full or failing disk under the scratch folder; anything else is a fault of this program.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return result({ outcome: 'failed', reason: `The scratch folder cannot be used: ${(error as Error).message}.` });
  }
};

/** Why it came out so; of a failure with the root cause behind it, where the log shows one. */
const withCause = ({ outcome, reason, diagnoses }: BuildOutcome, program: MadeProgram | undefined): string => {
  if (outcome === 'passed' && program) return passedReason(program);
  const [first]: readonly Diagnosis[] = diagnoses;
  return outcome === 'failed' && first?.root
    ? `${reason} ${first.title.replace(/\.?$/, '.')}`
    : (reason ?? 'No result.');
};

const passedReason = ({ artifact, run, packed }: MadeProgram): string =>
  [
    `Built, inspected (${artifact.linkage}, ${artifact.libc}, ${artifact.machine})${run?.ran ? ' and run' : ''}.`,
    run?.note,
    packed?.reason,
  ]
    .filter((part) => part)
    .join(' ');

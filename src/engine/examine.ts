import { withToolchain } from '../build/here/toolchain-folder.js';
import type { Domain, Facts } from '../facts/facts.js';
import type { Policy } from '../ladder/policy.js';
import type { FailedBefore } from '../ladder/verdict.js';
import type { Override } from '../ladder/what-if.js';
import type { Captures } from '../machine/capture.js';
import type { Machine } from '../machine/machine.js';
import { keysOf } from '../probes/interpret.js';
import { meantBy, projectNeeds } from '../project/needs.js';
import type { BuildSystem, ChosenProject, Project } from '../project/project.js';
import type { BuiltFor } from '../project/supplies.js';
import type { RungOptions } from '../rungs/options.js';
import { collect } from './collect.js';
import type { Examination, ExamineEvent } from './examination.js';

export interface ExamineOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for everything, the machine's own default when not given; what is not read by then is unknown. */
  readonly deadlineMs?: number;
  /** Who goes on to build can wait: what a busy machine did not answer, and a rung hangs on, is read once more with time. */
  readonly patient?: boolean;
  readonly policy?: Policy;
  /** How the rungs are to be taken: what that settles is no finding. */
  readonly rungOptions?: RungOptions;
  /** Nothing is written, not even by the programs that are asked, and no server is reached. */
  readonly readOnly?: boolean;
  /** Only these domains are read and spoken of; verdicts that hang on others stay open. */
  readonly domains?: readonly Domain[];
  /** Facts to be put in the place of those that were read. */
  readonly whatIf?: readonly Override[];
  /** The project that is to be built, and the build system that was asked for; absent: the machine alone is judged. */
  readonly project?: {
    readonly read: () => Promise<Project>;
    readonly buildSystem?: BuildSystem | undefined;
    /** Libraries that were built from source for this machine's rungs. */
    readonly builtFor?: BuiltFor;
    /** The tries of this project as it is that failed before. */
    readonly failedBefore?: (project: ChosenProject, facts: Facts) => Promise<readonly FailedBefore[]>;
  };
  readonly onEvent?: (event: ExamineEvent) => void;
}

/**
 * Reads a machine once and judges it.
 * @throws {UserError} when the machine cannot be reached
 * @throws the signal's reason when it was aborted
 */
export const examine = async (machine: Machine, options: ExamineOptions): Promise<Examination> => {
  const first = await examineOnce(machine, options);
  const again = options.patient && isOpen(first);
  const examination = again ? await examineOnce(machine, options, patience) : first;
  options.onEvent?.({ type: 'examined', examination });
  return examination;
};

/** How many times the usual time the second reading gets. */
const patience = 4;

/** Whether a rung is neither ready nor not, and something did not answer in time. */
const isOpen = ({ rungs, captures }: Examination): boolean =>
  rungs.some(({ verdict }) => verdict === 'unknown') &&
  Object.values(captures).some((capture) => 'error' in capture && /^(?:late|timeout)$/.test(capture.error));

const examineOnce = async (machine: Machine, options: ExamineOptions, patience?: number): Promise<Examination> => {
  const { signal, deadlineMs, policy, rungOptions, domains, whatIf = [], onEvent } = options;
  const collectedAt = machine.collectedAt ?? new Date().toISOString();
  const reading = collect(machine, {
    signal,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(patience === undefined ? {} : { patience }),
    reach: options.readOnly ? 'read-only' : policy?.offline ? 'offline' : 'all',
    ...(domains ? { domains: [...new Set([...domains, ...contextDomains])] } : {}),
    onDomain: (domain, partial) => onEvent?.({ type: 'domain', domain, facts: partial }),
  });
  // What judges is loaded while this process waits.
  const judging = import('./judge-machine.js');
  const read = options.project?.read() ?? null;
  const [{ captures, facts: asRead, durationMs }, { judgeMachine }, project] = await Promise.all([
    reading,
    judging,
    read,
  ]);
  const facts = withToolchain(asRead, rungOptions?.toolchain);
  const meant = project && meantBy(project, options.project?.buildSystem);
  const failed = meant && (await options.project?.failedBefore?.(meant, facts));
  const supposed = whatIf.length === 0 ? facts : (await import('../ladder/suppose.js')).suppose(facts, whatIf);
  return {
    machine: { target: machine.target, collectedAt, collector: machine.collector, durationMs },
    ...judgeMachine(
      supposed,
      evidenceOf(captures, whatIf, domains),
      policy,
      domains,
      rungOptions,
      meant,
      options.project?.builtFor,
      failed ?? [],
    ),
    project: project && projectNeeds(project, options.project?.buildSystem),
    ...(project?.foreign ? { otherProject: project.foreign } : {}),
    captures,
  };
};

/** What the fixes of every domain hang on: whose machine it is, and what this user may do. */
const contextDomains: readonly Domain[] = ['os', 'container', 'isolation', 'init'];

/**
 * What was read, as evidence: nothing of a domain of which a fact is only supposed; what was not
 * read because it was not asked for is there as skipped, so that nobody takes it for absent.
 */
const evidenceOf = (captures: Captures, whatIf: readonly Override[], domains?: readonly Domain[]): Captures => {
  const stale = new Set<string>(
    whatIf.length > 0 ? keysOf(whatIf.map(({ path }) => path.split('.')[0] as Domain)) : [],
  );
  const read = Object.entries(captures).filter(([key]) => !stale.has(key));
  const skipped = domains ? keysOf().filter((key) => !Object.hasOwn(captures, key)) : [];
  return Object.fromEntries([...skipped.map((key) => [key, { ok: false, error: 'skipped' }] as const), ...read]);
};

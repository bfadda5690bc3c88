import type { Artifact } from '../../artifact/artifact.js';
import type { FindingId } from '../../diagnosis/catalogue.js';
import type { Facts } from '../../facts/facts.js';
import type { Outcome } from '../result.js';
import { failureOf, type StepRunner } from '../step-runner.js';
import { type EmptyRootRun, runInEmptyRoot } from './empty-root.js';

/** Whether the built program runs and says what it should. */
export interface ProgramRun {
  readonly ran: boolean | null;
  /** Why it is no proof, in one sentence; null when all is well. */
  readonly fault: string | null;
  readonly outcome: Outcome;
  /** What is to be said of it beside. */
  readonly note: string | null;
  readonly findings?: readonly FindingId[];
}

const timeoutMs = 30_000;

/**
 * Runs the built program and compares what it prints: here, and where this machine permits it once
 * more with nothing around it, which is what static is for.
 * @param elsewhere whether tools of another system made it: it is then run with nothing around it, or not at all
 */
export const runBuiltProgram = async (
  runner: StepRunner,
  { id, output }: { readonly id: string; readonly output: string },
  artifact: Artifact,
  facts: Facts,
  expected: string,
  signal: AbortSignal,
  elsewhere = false,
): Promise<ProgramRun> => {
  const { machine } = artifact;
  if (!runsHere(machine, facts)) {
    const note = `It was not run: this machine is ${facts.os.arch} and no emulator for ${machine} is registered.`;
    return { ran: null, fault: null, outcome: 'passed', note };
  }
  const shutIn = () => runInEmptyRoot(output, [], { signal, timeoutMs, id });
  if (elsewhere) return judgeShutIn(await shutIn(), artifact, facts, expected, signal);
  const ran = await runner.run({ name: 'run', argv: [output], timeoutMs });
  const failure = failureOf('run', ran);
  if (failure) {
    // Without a handler execvp(3) takes a foreign program for a shell script, so its own words mislead.
    const foreign = machine !== facts.os.arch && !ran.cancelled;
    const emulator = `It is for ${machine}, and the emulator found on this machine did not run it.`;
    const fault = foreign ? `${failure} ${emulator}` : failure;
    return { ran: false, fault, outcome: ran.cancelled ? 'cancelled' : 'failed', note: null };
  }
  if (ran.tail !== expected) {
    return {
      ran: false,
      fault: 'The program ran but did not print the expected output.',
      outcome: 'failed',
      note: null,
    };
  }
  const alone = await shutIn();
  if (signal.aborted) return { ran: true, fault: 'It was cancelled.', outcome: 'cancelled', note: null };
  if (alone.tried === null || (alone.code === 0 && alone.stdout === expected)) {
    return { ran: true, fault: null, outcome: 'passed', note: null };
  }
  // Static glibc still reads locales and name services from the system, and an emulator may not reach into the root.
  const bound = artifact.libc === 'glibc' || machine !== facts.os.arch;
  const said = `It runs here, but not correctly in an empty root: ${alone.reason}.`;
  return bound
    ? { ran: true, fault: null, outcome: 'passed', note: said, findings: ['canary-not-self-contained'] }
    : { ran: false, fault: said, outcome: 'failed', note: null };
};

/** What a run in the empty root alone says of a program that tools of another system made. Pure but for the signal. */
const judgeShutIn = (
  run: EmptyRootRun,
  { machine }: Artifact,
  facts: Facts,
  expected: string,
  signal: AbortSignal,
): ProgramRun => {
  if (signal.aborted) return { ran: null, fault: 'It was cancelled.', outcome: 'cancelled', note: null };
  if (run.tried === null) {
    const fault = `It was built and inspected, but not run: a program built by another system's tools runs here only in an empty root, which is not available (${run.reason}).`;
    return { ran: null, fault, outcome: 'blocked', note: null, findings: ['canary-not-run'] };
  }
  if (run.code === 0 && run.stdout === expected) return { ran: true, fault: null, outcome: 'passed', note: null };
  if (run.code === null && machine !== facts.os.arch) {
    const note = `It was not run: it is for ${machine}, and the emulator does not work in an empty root.`;
    return { ran: null, fault: null, outcome: 'passed', note };
  }
  const fault =
    run.code === 0
      ? 'The program ran in an empty root but did not print the expected output.'
      : `The program does not run in an empty root: ${run.reason}.`;
  return { ran: false, fault, outcome: 'failed', note: null };
};

/** Whether programs of a machine run on this one, by itself or by an emulator. Pure. */
export const runsHere = (machine: string | null, facts: Facts): boolean =>
  machine === null ||
  facts.os.arch === null ||
  machine === facts.os.arch ||
  facts.binfmt.emulates.includes(machine) ||
  (facts.os.arch === 'x86_64' && /^i[3-6]86$/.test(machine));

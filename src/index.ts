/** The library: what the commands do, for programs that embed it. Everything is loaded at the first call. */
import type { Artifact } from './artifact/artifact.js';
import type { Examination } from './engine/examination.js';
import type { Explanation } from './explain/diagnosis.js';
import type { Domain, Facts } from './facts/facts.js';

export type { Artifact, Libc, Linkage, RuntimeNeed } from './artifact/artifact.js';
export type { Finding, Fix, FixActor, Link } from './diagnosis/finding.js';
export type { Diagnosis, Explanation, UnknownError } from './explain/diagnosis.js';
export type { Domain, Facts } from './facts/facts.js';
export type { Recommendation, Verdict, VerdictState } from './ladder/verdict.js';
export type { RungId } from './rungs/registry.js';

/** A machine, read and judged: the document of `doctor --json`. */
export interface DoctorDocument extends Omit<Examination, 'captures'> {
  readonly schema: 'musl-wizard.doctor/1';
}

export interface DiagnoseOptions {
  /** Ends every command that was started; the promise is then rejected with its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds for everything, 5000 when not given, 10000 for another machine; what is not read by then is null. */
  readonly deadlineMs?: number;
  /** Only these domains are read. */
  readonly domains?: readonly Domain[];
}

/**
 * Reads a machine and reports what blocks a static binary there, as `doctor --json`.
 * @param target `local`, or as for `--on`: snapshot:FILE, ssh:HOST, docker:NAME, podman:NAME, exec:COMMAND
 * @throws an error with `message`, `evidence` and `nextSteps` when the machine cannot be reached
 */
export const diagnose = async (target = 'local', options: DiagnoseOptions = {}): Promise<DoctorDocument> => {
  const { signal = new AbortController().signal, ...rest } = options;
  const [{ openMachine }, { examine }] = await Promise.all([
    import('./machine/target.js'),
    import('./engine/examine.js'),
  ]);
  const machine = await openMachine(target, { env: process.env, cwd: process.cwd() });
  const { captures: _, ...document } = await examine(machine, { signal, ...rest });
  return { schema: 'musl-wizard.doctor/1', ...document };
};

/** What a file is, as one of `files` of `inspect --json`. A file that cannot be read has `format: 'unreadable'`. */
export const inspect = async (path: string): Promise<Artifact> => {
  const { inspectFileSync } = await import('./inspect/inspect-file.js');
  return inspectFileSync(path);
};

/**
 * The root cause in the log of a failed build, as `explain --json`. Plain, gzip and UTF-16 are read; a stream of
 * any size in constant memory.
 * @param facts of the machine that the log comes from, to weigh what is likely there
 * @throws the error of the stream, or of zlib for a damaged gzip file
 */
export const explain = async (
  log: string | Uint8Array | AsyncIterable<Uint8Array | string>,
  facts: Facts | null = null,
): Promise<Explanation> => {
  const { explainStream, explainText } = await import('./explain/explain.js');
  const whole = typeof log === 'string' || log instanceof Uint8Array;
  return whole ? explainText(log, { facts }) : explainStream(log, { facts });
};

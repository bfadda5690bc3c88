import { chmodSync, createReadStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Artifact } from '../artifact/artifact.js';
import type { Explanation } from '../explain/diagnosis.js';
import type { Facts } from '../facts/facts.js';
import { blockersOf } from '../ladder/blockers.js';
import { buildsLibraries } from '../libs/library-plan.js';
import { queryEnvironment, queryFolder } from '../machine/query-environment.js';
import { searchPath } from '../machine/search-path.js';
import { type LeftOut, LeftOutWatch } from '../project/left-out.js';
import { noticesOf, whyNone } from '../project/notices.js';
import { pickPrograms } from '../project/pick-programs.js';
import type { ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { type RungId, rungs } from '../rungs/registry.js';
import type { Unplannable } from '../rungs/rung.js';
import type { CanaryOptions } from './canary/canary.js';
import { runControls } from './check/controls.js';
import { limitEvidence, readCounters } from './check/evidence.js';
import { judgeArtifact } from './check/judge-artifact.js';
import { type ProgramRun, runBuiltProgram } from './check/run-program.js';
import { planFloor } from './here/plan-floor.js';
import { planNative } from './here/plan-native.js';
import { withToolchain } from './here/toolchain-folder.js';
import { withZigItself } from './here/zig-itself.js';
import { librariesFor } from './libs/cache.js';
import { explainLog } from './log/explain-log.js';
import { createLogFile } from './log/log-file.js';
import { pack } from './pack.js';
import type { BuildPaths, BuildRecord, Plan } from './plan.js';
import { planBuild } from './plan-build.js';
import { endMarked } from './processes/marked-processes.js';
import { renewChanged } from './project/changed-sources.js';
import { executableFiles, type FoundProgram, libraryFiles, newPrograms } from './project/find-programs.js';
import type { CompletedStep, Controls, Ended, Outcome, Packed } from './result.js';
import { runSteps } from './run-steps.js';
import { canaryVariable, clearLeftovers } from './scratch/leftovers.js';
import { removeTree } from './scratch/remove-tree.js';
import { createScratch, nothingAbove, scratchBases } from './scratch/scratch.js';
import { openWorkFolder, type WorkFolder } from './scratch/work-folder.js';
import { here, shutIn } from './starter.js';
import { failureOf, StepRunner } from './step-runner.js';

/** One project to build by one rung: a canary, or the user's own. */
export interface BuildJob extends Pick<CanaryOptions, 'signal' | 'timeoutMs' | 'keep' | 'upx' | 'onEvent'> {
  readonly rung: RungId;
  readonly options: RungOptions;
  readonly facts: Facts;
  readonly project: ChosenProject;
  /** The project's usual build by this machine's tools in place of the rung's. */
  readonly native?: true;
  /** The usual build too, but by the rung's compiler, for programs that need no glibc newer than this. */
  readonly glibcFloor?: string;
  /** The project's own tests are run at the end. */
  readonly tests?: true;
  /** Words of the user for the tool that configures or builds. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of a folder that may hold the scratch folder, where no other will do. */
  readonly folder: string;
  /** What its log is called. */
  readonly logName: string;
  /** The key of a folder in which it goes on from the build before (src/build/scratch/work-folder.ts). */
  readonly work?: string;
  /** Copies the sources to a folder that is not there yet; gives what ends the build there, or null. */
  readonly copySources: (to: string) => Promise<Ended | null>;
  /** What the program must print; null where programs are not run. */
  readonly expected: string | null;
  /** Puts a program in its place; gives its path. Null where it is thrown away. */
  readonly deliver: ((from: string, name: string) => Promise<string>) | null;
}

/** A program that a build made. */
export interface MadeProgram {
  readonly name: string;
  /** As it was inspected, before it was packed. */
  readonly artifact: Artifact;
  /** Why it is not what was asked for, in one sentence; null when it is. */
  readonly fault: string | null;
  readonly run: ProgramRun | null;
  readonly packed: Packed | null;
  /** Where it was put; null where it was not. */
  readonly savedTo: string | null;
}

/** What its log shows. */
type LogFindings = Pick<Explanation, 'diagnoses' | 'unknown'>;

/** What came of a build. */
export interface BuildOutcome extends LogFindings {
  readonly outcome: Outcome;
  /** Why it is not `passed`, in one sentence; null where it is. */
  readonly reason: string | null;
  readonly programs: readonly MadeProgram[];
  readonly findings: readonly string[];
  readonly record: BuildRecord;
  readonly steps: readonly CompletedStep[];
  readonly jobs: number;
  readonly leftOut: readonly LeftOut[];
  /** What else the build made, and why it is not among the programs, in sentences. */
  readonly notices: readonly string[];
  /** Of a failure: what the kernel's own counters prove, in sentences. */
  readonly evidence: readonly string[];
  readonly controls: Controls | null;
  /** Null where nothing was run. */
  readonly logFile: string | null;
}

const nothing = {
  programs: [],
  findings: [],
  record: {},
  steps: [],
  jobs: 0,
  leftOut: [],
  notices: [],
  diagnoses: [],
  unknown: [],
  evidence: [],
  controls: null,
  logFile: null,
} as const;

/**
 * The one sequence of every build: scratch folder, plan, copy of the sources, steps, then each program inspected, run,
 * packed and put in its place, as far as the job asks for it. Never throws for what the build does.
 * @throws {UserError} when there is no folder to build in, or what taking the sources or putting a program throws
 */
export const runBuild = async (asked: BuildJob): Promise<BuildOutcome> => {
  const { rung, env, signal, timeoutMs, onEvent } = asked;
  const facts = await withZigItself(withToolchain(asked.facts, asked.options.toolchain), rung, asked);
  const job = { ...asked, facts };
  const bases = scratchBases(env, job.folder);
  await clearLeftovers(bases, facts, job, onEvent);
  const scratch = await createScratch(bases);
  const work = job.work === undefined ? null : await openWorkFolder(env, job.work, job.folder);
  const base = work?.path ?? scratch.path;
  const place: BuildPaths = {
    id: scratch.id,
    scratch: scratch.path,
    source: join(base, 'source'),
    build: join(base, 'build'),
  };
  try {
    if (work) await removeTree(place.source);
    const plan = planOf(job, place);
    if ('blocked' in plan) {
      const findings = [...new Set([...plan.findings, ...blockersOf(rung, facts)])];
      return { ...nothing, outcome: 'blocked', reason: plan.blocked, findings };
    }
    const ended = await job.copySources(place.source);
    if (ended) return { ...nothing, ...ended };
    const last = work ? await goOn(work, plan, place, signal) : null;
    writePlanFiles(plan, place);
    const logFile = createLogFile(env, tmpdir(), job.logName);
    onEvent({ type: 'log-file', path: logFile });
    const outer = plan.byEngine ? queryEnvironment(env, job.folder) : env;
    const around = {
      ...outer,
      // The probes found programs off the PATH too; the build uses what they found.
      PATH: searchPath(outer).join(':'),
      LC_ALL: 'C',
      TMPDIR: join(scratch.path, 'tmp'),
      ...nothingAbove(base, place.source),
      ...plan.env,
      [canaryVariable]: scratch.id,
    };
    const cwd = plan.byEngine ? queryFolder : place.source;
    const runner = new StepRunner({ cwd, env: around, logFile, signal, timeoutMs, onEvent });
    const before = readCounters(scratch.path);
    let executed: Executed;
    let leftOut: readonly LeftOut[];
    let logFindings: LogFindings;
    try {
      executed = await executePlan(runner, plan, place, job);
      // What clearing away says belongs to the log, but not to the cause.
      leftOut = await leftOutOf(logFile, job);
      logFindings = await explained(logFile, executed, leftOut, job);
    } finally {
      await runner.cleanUp();
    }
    const { outcome } = executed;
    if (outcome === 'passed') last?.passed();
    const evidence =
      outcome === 'passed' ? [] : limitEvidence(before, readCounters(scratch.path), logFindings.diagnoses);
    const controls =
      outcome === 'failed' && job.expected !== null ? await runControls(place, facts, { env: around, signal }) : null;
    return { ...executed, ...logFindings, steps: runner.steps, jobs: plan.jobs, leftOut, evidence, controls, logFile };
  } finally {
    // What moved to a session of its own outlives its step; nothing of a build outlives the build.
    for (const folder of new Set([scratch.path, base])) await endMarked(`${canaryVariable}=${scratch.id}`, folder);
    if (work) {
      await removeTree(place.source);
      await work.end();
    }
    if (job.keep) onEvent({ type: 'note', text: scratch.keep() });
    else await scratch.remove();
  }
};

/**
 * Readies what the build before left for one that goes on from it: sources that changed are newer than all that was built,
 * and programs are gone, so that each that is still made is linked anew.
 */
const goOn = async (work: WorkFolder, plan: Plan, place: BuildPaths, signal: AbortSignal) => {
  const found = await renewChanged(place.source, join(work.path, 'sources.json'), signal);
  if (!found.goesOn) await removeTree(place.build);
  const { folder, deep } = plan.output;
  for (const path of (await executableFiles(folder, deep, signal)).keys()) rmSync(join(folder, path));
  return found;
};

const planOf = (job: BuildJob, place: BuildPaths): Plan | Unplannable => {
  if (job.native) return planNative({ ...job, place });
  if (job.glibcFloor !== undefined) return planFloor({ ...job, place }, job.glibcFloor);
  return planBuild({ ...job, place, libraries: librariesHere(job) });
};

/** Folders of the libraries that were built for the rung and the architecture of a job. */
const librariesHere = ({ rung, options, facts, env }: BuildJob): readonly string[] => {
  const arch = options.arch ?? facts.os.arch;
  return arch === null || !buildsLibraries(rung) ? [] : librariesFor(env, rung, arch).map(({ folder }) => folder);
};

const writePlanFiles = (plan: Plan, place: BuildPaths): void => {
  const temporary = join(place.scratch, 'tmp');
  for (const folder of [place.build, temporary, ...(plan.folders ?? [])])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (plan.passable) for (const folder of [place.scratch, temporary]) chmodSync(folder, 0o711);
  for (const { path, content, executable } of plan.files) {
    mkdirSync(dirname(path), { recursive: true });
    // Where the sources have something of that name, it may be a link to a file that is not a copy.
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, content, { mode: executable ? 0o700 : 0o600, flag: 'wx' });
  }
};

type Executed = Pick<BuildOutcome, 'outcome' | 'reason' | 'programs' | 'findings' | 'record' | 'notices'>;

/** Takes the plan's steps, then looks at each program that they made; the first that is not as it must be decides. */
const executePlan = async (runner: StepRunner, plan: Plan, place: BuildPaths, job: BuildJob): Promise<Executed> => {
  const { folder, deep } = plan.output;
  const before = await executableFiles(folder, deep, job.signal);
  const libraries = await libraryFiles(folder, deep, job.signal);
  const { stop, record, findings, reported, notices: said } = await runSteps(runner, plan.steps);
  const base = { programs: [], record, findings, notices: [] };
  if (stop) return { ...base, ...stop };
  const made = await newPrograms(folder, deep, before, job.signal);
  const found = pickPrograms(made, job.project.targets, reported);
  const fresh = [...(await libraryFiles(folder, deep, job.signal))]
    .filter(([path, at]) => libraries.get(path) !== at)
    .map(([path]) => path);
  if (job.signal.aborted) return { ...base, outcome: 'cancelled', reason: 'It was cancelled.' };
  if (found.length === 0) return { ...base, outcome: 'failed', reason: whyNone(fresh) };
  const programs: MadeProgram[] = [];
  for (const program of found) programs.push(await finish(runner, plan, place, program, job));
  const notices = [...said, ...noticesOf(made, found, fresh, reported)];
  const inspected = {
    ...base,
    notices,
    programs,
    findings: [...findings, ...programs.flatMap(({ run }) => run?.findings ?? [])],
  };
  const bad = programs.find(({ fault }) => fault !== null);
  if (bad) return { ...inspected, outcome: outcomeOfRun(bad), reason: bad.fault };
  if (job.signal.aborted) return { ...inspected, outcome: 'cancelled', reason: 'It was cancelled.' };
  return { ...inspected, outcome: 'passed', reason: null };
};

const outcomeOfRun = ({ run }: MadeProgram): Outcome => (run?.fault ? run.outcome : 'failed');

/** Inspects a program, and as the job asks runs it, packs a copy and puts it in its place. */
const finish = async (
  runner: StepRunner,
  plan: Plan,
  place: BuildPaths,
  { path, artifact }: FoundProgram,
  job: BuildJob,
): Promise<MadeProgram> => {
  const { rung, options, facts, signal, expected } = job;
  const program: MadeProgram = {
    name: basename(path),
    artifact,
    // What is run is known to use its C library.
    fault: judgeArtifact(
      artifact,
      plan.expects && expected !== null ? { ...plan.expects, libc: [rungs[rung].libc] } : plan.expects,
    ),
    run: null,
    packed: null,
    savedTo: null,
  };
  if (program.fault !== null) return program;
  const elsewhere = rungs[rung].madeElsewhere(facts, options);
  const at = { id: place.id, output: artifact.path };
  const run =
    expected === null ? null : await runBuiltProgram(runner, at, artifact, facts, expected, signal, elsewhere);
  if (run?.fault) return { ...program, run, fault: run.fault };
  const starter =
    expected === null
      ? null
      : elsewhere
        ? shutIn([], place.id, signal, (ran) => ran.code === 0 && ran.stdout === expected)
        : here(runner, [], place.id, signal, (ran) => failureOf('run packed', ran) === null && ran.tail === expected);
  const copy = join(place.scratch, 'packed', program.name);
  // Whether it is static was decided before: a packed file always looks static.
  const packed = job.upx ? await pack(runner, { program: artifact.path, copy, starter, facts, signal }) : null;
  if (job.deliver === null) return { ...program, run, packed };
  const savedTo = await job.deliver(packed?.outcome === 'packed' ? copy : artifact.path, program.name);
  return { ...program, run, packed, savedTo, artifact: { ...artifact, path: savedTo } };
};

/** Libraries that the build looked for and did not find, by its log. */
const leftOutOf = async (logFile: string, { project, rung, native }: BuildJob): Promise<readonly LeftOut[]> => {
  if (project.libraries.length === 0 || native) return [];
  const watch = new LeftOutWatch(project, rung);
  for await (const piece of createReadStream(logFile, 'utf8')) watch.push(piece);
  return watch.end();
};

/** The causes in the log: all of a failure; of a success that showed a warning only what will show later. */
const explained = async (
  logFile: string,
  { outcome, findings }: Executed,
  leftOut: readonly LeftOut[],
  job: BuildJob,
): Promise<LogFindings> =>
  outcome === 'cancelled' || (outcome === 'passed' && findings.length === 0)
    ? { diagnoses: [], unknown: [] }
    : explainLog(logFile, outcome, leftOut, job, job.expected !== null);

import { createReadStream, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { roomierThan } from '../../diagnosis/scratch.js';
import { exitCode, UserError } from '../../errors.js';
import type { Explanation } from '../../explain/diagnosis.js';
import { explainOptions } from '../../explain/explain-options.js';
import type { Facts } from '../../facts/facts.js';
import { searchPath } from '../../machine/search-path.js';
import { explainLibraries } from '../../project/explain-libraries.js';
import { type LeftOut, LeftOutWatch } from '../../project/left-out.js';
import { pickPrograms } from '../../project/pick-programs.js';
import type { ChosenProject } from '../../project/project.js';
import type { Setup } from '../../project/setup.js';
import { planBuild } from '../../recipe/build-plan.js';
import type { BuildPlan, Place } from '../../recipe/plan.js';
import { isInTree } from '../../recipe/steps.js';
import { rungs } from '../../rungs/registry.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { judgeArtifact } from '../check/judge-artifact.js';
import { Course, failureOf } from '../course.js';
import { placeOf } from '../log/explain-log.js';
import { createLogFile } from '../log/log-file.js';
import { refusal } from '../pack.js';
import type { Outcome } from '../result.js';
import { createScratch, nothingAbove, type Scratch, scratchBases } from '../scratch/scratch.js';
import { canaryVariable, clearLeftovers } from '../scratch/sweep.js';
import type { BuildEvent, BuildResult, BuiltProgram } from './build-result.js';
import { copySources } from './copy-sources.js';
import { executableFiles, type FoundProgram, newPrograms } from './find-programs.js';
import { checkOutput, putProgram } from './output.js';

/** What a whole build may take, where nothing is said. */
export const defaultBuildMs = 3_600_000;

export interface BuildOptions {
  /** Absolute path of the project. */
  readonly folder: string;
  readonly project: ChosenProject;
  readonly setup: Setup;
  readonly facts: Facts;
  /** Words for the tool that configures or builds. */
  readonly args: readonly string[];
  /** Absolute path of the folder that the programs are put in. */
  readonly output: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Leave the scratch folder for a look. */
  readonly keep: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BuildEvent) => void;
}

type Verdict = Pick<BuildResult, 'outcome' | 'reason' | 'programs'>;

/**
 * Builds a project by a setup: in a scratch folder, from a copy of the sources; inspects what was
 * made, packs it if asked, and puts it in its place. Never throws for what the build does.
 * @throws {UserError} when there is no folder to build in, or none to put the programs in
 */
export const buildProject = async (options: BuildOptions): Promise<BuildResult> => {
  const started = performance.now();
  checkOutput(options.folder, options.output);
  const bases = scratchBases(options.env, options.folder);
  await clearLeftovers(bases, options.facts, options.onEvent);
  const scratch = await createScratch(bases);
  const result = (part: Verdict & Partial<BuildResult>): BuildResult => ({
    steps: [],
    jobs: 0,
    leftOut: [],
    diagnoses: [],
    unknown: [],
    findings: [],
    logFile: null,
    durationMs: Math.round(performance.now() - started),
    ...part,
  });
  try {
    const place: Place = { id: scratch.id, source: join(scratch.path, 'source'), build: join(scratch.path, 'build') };
    const { project, setup, facts, args } = options;
    const plan = planBuild({ project, setup, facts, place, args });
    if ('blocked' in plan) {
      return result({ outcome: 'blocked', reason: plan.blocked, programs: [], findings: plan.findings });
    }
    const stale = await takeSources(options, place.source);
    if (options.signal.aborted) {
      return result({ outcome: 'cancelled', reason: 'It was cancelled while the sources were copied.', programs: [] });
    }
    if (stale.length > 0) options.onEvent({ type: 'note', text: describeStale(stale) });
    prepare(plan, place, scratch);
    const logFile = createLogFile(options.env, tmpdir(), `build-${setup.rung}`);
    options.onEvent({ type: 'log-file', path: logFile });
    const course = courseOf(plan, place, scratch, logFile, options);
    try {
      const verdict = await take(course, plan, place, options);
      const parts = { ...verdict, steps: course.steps, jobs: plan.jobs, logFile };
      const leftOut = await leftOutOf(logFile, options);
      if (verdict.outcome === 'passed') return result({ ...parts, leftOut });
      // What clearing away says belongs to the log, but not to the cause.
      const { diagnoses, unknown } = explainLibraries(await explained(logFile, options), project, setup.rung, leftOut);
      return result({ ...parts, diagnoses: explainOptions(diagnoses, setup.options, facts), unknown });
    } finally {
      await course.cleanUp();
    }
  } finally {
    if (options.keep) options.onEvent({ type: 'note', text: scratch.keep() });
    else await scratch.remove();
  }
};

/** Copies the sources, and says so where it takes long. @throws {UserError} when they cannot be copied */
const takeSources = async (
  { folder, project, facts, signal, onEvent }: BuildOptions,
  to: string,
): Promise<readonly string[]> => {
  const onLong = (files: number) =>
    onEvent({ type: 'note', text: `Copying the sources: ${files.toLocaleString('en')} files so far …` });
  try {
    return await copySources(folder, to, { inTree: isInTree(project.build.system), signal, onLong });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const next =
      code === 'EACCES' || code === 'EPERM'
        ? [...makeReadable(error as NodeJS.ErrnoException), 'or move it out of the project: a build works on a copy']
        : roomierThan(to, facts);
    throw new UserError(`The sources cannot be copied to ${to}.`, [message], next, exitCode.broken, { cause: error });
  }
};

const makeReadable = ({ path }: NodeJS.ErrnoException): readonly string[] => {
  const about = path === undefined ? undefined : lstatSync(path, { throwIfNoEntry: false });
  if (path === undefined || about === undefined) return [];
  return [
    about.uid === process.getuid?.() ? `chmod u+rX ${shellQuote([path])}` : `sudo chmod a+rX ${shellQuote([path])}`,
  ];
};

/** What another build had left among the sources, as a harmless sentence. */
const describeStale = (paths: readonly string[]): string => {
  const some = paths.slice(0, 3).map((path) => sanitizeLine(path, 80));
  const more = paths.length > some.length ? ` and ${paths.length - some.length} more` : '';
  return `Not taken along, since another build made them: ${some.join(', ')}${more}.`;
};

/** The causes in the log of a build that failed, mended where it ran. */
const explained = async (logFile: string, { facts, setup }: BuildOptions): Promise<Explanation> => {
  const { explainStream } = await import('../../explain/explain.js');
  return explainStream(createReadStream(logFile), { facts, place: placeOf(setup.rung) });
};

const leftOutOf = async (logFile: string, { project, setup }: BuildOptions): Promise<LeftOut[]> => {
  const watch = new LeftOutWatch(project, setup.rung);
  for await (const piece of createReadStream(logFile, 'utf8')) watch.push(piece);
  return watch.end();
};

const prepare = (plan: BuildPlan, place: Place, scratch: Scratch): void => {
  for (const folder of [place.build, join(scratch.path, 'tmp')]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const { path, content, executable } of plan.files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: executable ? 0o700 : 0o600 });
  }
};

const courseOf = (plan: BuildPlan, place: Place, scratch: Scratch, logFile: string, options: BuildOptions): Course =>
  new Course({
    cwd: place.source,
    env: {
      ...options.env,
      // The probes found programs off the PATH too; the build uses what they found.
      PATH: searchPath(options.env).join(':'),
      LC_ALL: 'C',
      // Nix builds as users of its own, who may not enter a private folder.
      TMPDIR: rungs[options.setup.rung].builds.where === 'nix' ? options.env.TMPDIR : join(scratch.path, 'tmp'),
      ...nothingAbove(scratch.path, place.source),
      ...plan.env,
      [canaryVariable]: scratch.id,
    },
    logFile,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    onEvent: options.onEvent,
  });

const failed = (reason: string, outcome: Outcome = 'failed', programs: readonly BuiltProgram[] = []): Verdict => ({
  outcome,
  reason,
  programs,
});

/** Takes the plan's steps, then judges, packs and saves what they made. */
const take = async (course: Course, plan: BuildPlan, place: Place, options: BuildOptions): Promise<Verdict> => {
  const { folder, deep } = plan.output;
  const before = executableFiles(folder, deep);
  for (const step of plan.steps) {
    const ran = await course.run({ ...step, cwd: place.source });
    const failure = failureOf(step.name, ran, step.argv[0]);
    if (failure) return failed(failure, ran.cancelled ? 'cancelled' : ran.timedOut ? 'timeout' : 'failed');
  }
  const found = pickPrograms(newPrograms(folder, deep, before), options.project.targets);
  if (found.length === 0) return failed('The build ended well, but made no program.');
  const programs: BuiltProgram[] = [];
  for (const program of found) programs.push(await finish(course, plan, program, options));
  const bad = programs.filter(({ fault }) => fault !== null);
  const [first] = bad;
  if (first) return failed(`${first.name}: ${first.fault}`, 'failed', programs);
  if (options.signal.aborted) return failed('It was cancelled.', 'cancelled', programs);
  const names = programs.map(({ name, artifact }) => `${name} (${artifact.linkage}, ${artifact.libc})`);
  return { outcome: 'passed', reason: `Built and inspected: ${names.join(', ')}.`, programs };
};

const finish = async (
  course: Course,
  plan: BuildPlan,
  { path, artifact }: FoundProgram,
  { folder, setup, facts, output }: BuildOptions,
): Promise<BuiltProgram> => {
  const name = basename(path);
  const fault = judgeArtifact(artifact, plan.expects);
  if (fault !== null) return { name, savedTo: null, artifact, fault, packed: null };
  // Whether it is static was settled before: a packed file always looks static.
  const packed = setup.upx ? await pack(course, artifact.path, facts) : null;
  const savedTo = putProgram(artifact.path, folder, output, name);
  return { name, savedTo, artifact: { ...artifact, path: savedTo }, fault, packed };
};

/** Packs in place; UPX leaves the file as it was where it refuses. */
const pack = async (course: Course, path: string, { toolchain }: Facts): Promise<string> => {
  if (!toolchain.upx) return 'It was not packed: upx is not installed.';
  const ran = await course.run({ name: 'pack', argv: [toolchain.upx.path, '--best', '-q', path] });
  return failureOf('pack', ran) === null ? 'Packed with UPX.' : `It was not packed: ${refusal(ran)}`;
};

import { lstatSync } from 'node:fs';
import { isStatic } from '../../artifact/artifact.js';
import { roomierThan } from '../../diagnosis/scratch.js';
import { exitCode, UserError } from '../../errors.js';
import type { Facts } from '../../facts/facts.js';
import { explainFloor } from '../../project/explain-floor.js';
import { explainOwnLibrary } from '../../project/explain-own-library.js';
import { explainSubmodules } from '../../project/explain-submodules.js';
import { libraryCause, onlyLibraries } from '../../project/notices.js';
import {
  offeredWords,
  withOfferedOption,
  withOfferedWords,
  withoutDocumentation,
} from '../../project/offered-words.js';
import type { ChosenProject } from '../../project/project.js';
import type { Setup } from '../../project/setup.js';
import { isInTree } from '../../recipe/steps.js';
import { rungs } from '../../rungs/registry.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { shellQuote } from '../../text/shell-quote.js';
import { logTail } from '../log/log-tail.js';
import type { Ended } from '../result.js';
import { type BuildOutcome, type MadeProgram, runBuild } from '../run-build.js';
import type { BuildEvent, BuildResult, BuiltProgram } from './build-result.js';
import { copyRepository } from './copy-repository.js';
import { copySources } from './copy-sources.js';
import { emptySubmodules } from './empty-submodules.js';
import { checkOutput, putProgram } from './output.js';
import { makeStartable, restoreScripts } from './restore-scripts.js';

/** What a whole build may take, where nothing is said. */
export const defaultBuildMs = 3_600_000;

export interface BuildOptions {
  /** Absolute path of the project. */
  readonly folder: string;
  readonly project: ChosenProject;
  readonly setup: Setup;
  /** The project's usual build by this machine's tools, without the setup's rung. */
  readonly native?: true;
  /** Programs that are not static, by the compiler of the setup's rung, and need no glibc newer than this. */
  readonly glibcFloor?: string;
  /** The project's own tests are run at the end, where the build system's words for that are known. */
  readonly tests?: true;
  readonly facts: Facts;
  /** Words for the tool that configures or builds. */
  readonly args: readonly string[];
  /** Absolute path of the folder that the programs are put in. */
  readonly output: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Leave the scratch folder for a look. */
  readonly keep: boolean;
  /** The key of a folder in which it goes on from the build before. */
  readonly work?: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: BuildEvent) => void;
}

/**
 * Builds a project by a setup: in a scratch folder, from a copy of the sources; inspects what was
 * made, packs it if asked, and puts it in its place. Never throws for what the build does.
 * @throws {UserError} when there is no folder to build in, or none to put the programs in
 */
export const buildProject = async (options: BuildOptions): Promise<BuildResult> => {
  const started = performance.now();
  const { setup, output } = options;
  checkOutput(options.folder, output);
  const made = await runBuild({
    ...options,
    rung: setup.rung,
    options: setup.options,
    upx: setup.upx,
    logName: `build-${kindOf(options)}`,
    copySources: (to) => copyProject(options, to),
    expected: null,
    deliver: (from, name) => putProgram(from, options.folder, output, name, options.signal),
  });
  const { outcome, steps, jobs, leftOut, notices, logFile, evidence } = made;
  const { diagnoses, unknown } =
    outcome === 'failed'
      ? explainFailure(options, made)
      : { ...made, diagnoses: outcome === 'passed' ? [] : made.diagnoses };
  const reason = [outcome === 'passed' ? passedReason(made) : failedReason(made), ...evidence].join(' ');
  return {
    outcome,
    reason,
    programs: made.programs.map(programOf),
    durationMs: Math.round(performance.now() - started),
    steps,
    jobs,
    leftOut,
    notices: outcome === 'passed' ? [...notices, ...cxxNotice(options), ...floorNotices(options, made)] : notices,
    diagnoses,
    unknown,
    findings: outcome === 'blocked' ? made.findings : [],
    logFile,
  };
};

const kindOf = ({ native, glibcFloor, setup }: BuildOptions): string =>
  native ? 'native' : glibcFloor === undefined ? setup.rung : `glibc-${glibcFloor}`;

/** That programs are not static, and what each needs of the system that runs it. */
const floorNotices = ({ glibcFloor, native }: BuildOptions, { programs }: BuildOutcome): string[] =>
  glibcFloor === undefined || native
    ? []
    : programs.flatMap(({ name, artifact }) =>
        isStatic(artifact)
          ? []
          : [
              `${sanitizeLine(name)} is not static: it runs where glibc ${glibcFloor} or newer is, with ${artifact.needed.map((each) => sanitizeLine(each)).join(', ')}.`,
            ],
      );

/** What is to be said of C++ by this rung. */
const cxxNotice = ({ project, setup, native }: BuildOptions): string[] => {
  const { otherCxx } = rungs[setup.rung];
  return project.languages.includes('cxx') && otherCxx !== undefined && !native ? [otherCxx] : [];
};

/** What the project's own files, and the end of the log, add to the causes of a failure. */
const explainFailure = ({ folder, project, setup, glibcFloor }: BuildOptions, made: BuildOutcome) => {
  if (made.reason?.startsWith(onlyLibraries)) return { diagnoses: [libraryCause(made.reason)], unknown: [] };
  const { diagnoses, unknown } = explainSubmodules(made, emptySubmodules(folder));
  // What rungs offer makes a static program.
  if (glibcFloor !== undefined) return { diagnoses: explainFloor(diagnoses, glibcFloor), unknown };
  const args = offeredWords(logTail(made.logFile), project.build.system);
  const named = explainOwnLibrary(diagnoses, project.own ?? []);
  const optional = withOfferedOption(named, setup.rung, setup.options);
  const offered = withOfferedWords(optional, args, setup.rung);
  return { diagnoses: withoutDocumentation(offered, project.build, setup.rung), unknown };
};

const programOf = ({ name, savedTo, artifact, fault, packed }: MadeProgram): BuiltProgram => ({
  name,
  savedTo,
  artifact,
  fault,
  packed: packed?.reason ?? null,
});

const passedReason = ({ programs }: BuildOutcome): string =>
  `Built and inspected: ${programs.map(({ name, artifact }) => `${name} (${artifact.linkage}, ${artifact.libc})`).join(', ')}.`;

const failedReason = ({ reason, programs }: BuildOutcome): string => {
  const bad = programs.find(({ fault }) => fault !== null);
  return bad ? `${bad.name}: ${bad.fault}` : (reason ?? 'No result.');
};

/** Copies the sources, and says so where it takes long. @throws {UserError} when they cannot be copied */
const copyProject = async (
  { folder, project, setup, native, facts, env, signal, onEvent }: BuildOptions,
  to: string,
): Promise<Ended | null> => {
  const onLong = (files: number) =>
    onEvent({ type: 'note', text: `Copying the sources: ${files.toLocaleString('en')} files so far...` });
  try {
    const stale = await copySources(folder, to, { inTree: isInTree(project.build.system), signal, onLong });
    // Another machine, or a build user, could not read the objects where they are.
    if (native || rungs[setup.rung].builds.where === 'here') await copyRepository(folder, to, { env, signal });
    restoreScripts(to);
    if (project.build.system === 'autotools') makeStartable(to);
    if (signal.aborted) return { outcome: 'cancelled', reason: 'It was cancelled while the sources were copied.' };
    if (stale.length > 0) onEvent({ type: 'note', text: describeStale(stale) });
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const next =
      code === 'EACCES' || code === 'EPERM'
        ? [...makeReadable(error as NodeJS.ErrnoException), 'or move it out of the project: builds work on a copy']
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
  return `Not copied, since another build created them: ${some.join(', ')}${more}.`;
};

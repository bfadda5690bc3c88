import { join, resolve } from 'node:path';
import type { MuslHint } from '../artifact/musl-hints.js';
import { type BuildOptions, buildProject, defaultBuildMs } from '../build/project/build-project.js';
import type { BuildEvent, BuildResult } from '../build/project/build-result.js';
import type { SecondBuild } from '../build/project/build-twice.js';
import type { Behaviour } from '../build/project/check-behaviour.js';
import type { NativeBuilds } from '../build/project/native-builds.js';
import { checkOutput } from '../build/project/output.js';
import { namesProgram } from '../build/project/placeholder.js';
import { hintsIn } from '../build/project/with-build.js';
import type { Command, Context } from '../console/context.js';
import { pageText } from '../console/page.js';
import { buildKept } from '../engine/build-kept.js';
import { builtForIn } from '../engine/built-for.js';
import type { Examination } from '../engine/examination.js';
import { examine } from '../engine/examine.js';
import { failedBefore } from '../engine/failed-tries.js';
import { keptFolder } from '../engine/kept-build.js';
import { loadProject, parseBuildSystem } from '../engine/load-project.js';
import { nextRung } from '../engine/next-rung.js';
import { sourceKey } from '../engine/source-key.js';
import { type WithoutRung, withoutRung } from '../engine/without-rung.js';
import { exitCode, UsageError, UserError } from '../errors.js';
import type { Facts } from '../facts/facts.js';
import { writeWhole } from '../files/write-whole.js';
import { openMachine } from '../machine/target.js';
import { hintLines } from '../presentation/hints.js';
import { chooseBuild } from '../project/choose-build.js';
import type { ChosenProject, Project } from '../project/project.js';
import type { SavedSetup, Setup } from '../project/setup.js';
import { floorRungs, isRungId, type RungId, rungIds } from '../rungs/registry.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { asCalled } from '../text/as-called.js';
import { formatDuration } from '../text/format.js';
import { sanitizeLine } from '../text/sanitize.js';
import { provenanceOf } from './build/provenance.js';
import { architectureLines, behaviourLines, buildDocument, buildLines, secondBuildLines } from './build/text.js';
import { askBuild } from './parts/ask-build.js';
import { architecturesOf, type RungFlags, rungOptionsOf, rungWords, timeoutOf, withArch } from './parts/rung-flags.js';
import { setupHere } from './parts/setup-here.js';
import { teamFileDocument } from './parts/tell-steering.js';

export interface BuildFlags extends RungFlags {
  readonly json?: boolean;
  readonly rung?: string;
  readonly upx?: boolean;
  readonly output?: string;
  readonly buildSystem?: string;
  readonly keep?: boolean;
  readonly twice?: boolean;
  readonly check?: readonly string[];
  readonly glibcFloor?: string;
  readonly test?: boolean;
  readonly provenance?: string;
  readonly timeout?: string;
}

/** What is the same for all architectures of a build. */
interface Prepared {
  readonly files: Project;
  readonly project: ChosenProject;
  readonly saved: SavedSetup | null;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** The newest glibc that the programs may need; null where they are to be static. */
  readonly glibcFloor: string | null;
  /** Commands of --check. */
  readonly commands: readonly string[];
  readonly otherwise: () => Promise<WithoutRung | null>;
  /** What --check and --test compare with; null where neither was asked for. */
  readonly natives: NativeBuilds | null;
}

/**
 * `musl-wizard build`: builds the project in this folder by its saved setup, inspects what came
 * out and puts it into dist-static, for several architectures into a folder of each. A build system that was asked for is
 * saved with the setup. Words after `--` go to the tool that configures or builds.
 * With --glibc-floor it takes no setup, and its programs are not static but need no glibc newer than that.
 * Exit code 0 when every program is as required, and with --twice the same in a second build, and with --check
 * or --test like those of a native build; else 1.
 */
export const run: Command<BuildFlags> = async (context, args, flags) => {
  const wanted = parseBuildSystem(flags.buildSystem);
  const timeoutMs = timeoutOf(flags.timeout, defaultBuildMs);
  const commands = commandsOf(flags.check);
  const archs = architecturesOf(flags.arch);
  const files = await loadProject(context.cwd, context.signal);
  // Where there is nothing to build, a setup would not help; one of this folder is none of those below.
  if (files.candidates.length === 0) chooseBuild(files, wanted, 'musl-wizard choose --yes && musl-wizard build');
  const otherwise = () => withoutRung(context.cwd, context.env, async () => files);
  const { setup, saved, teamFile } =
    flags.glibcFloor === undefined
      ? await setupOf(context, withArch(flags, archs[0]), otherwise)
      : { setup: floorSetup(context, flags, flags.glibcFloor), saved: null, teamFile: null };
  const project = await askBuild(context, files, wanted ?? setup.buildSystem);
  const { system } = project.build;
  if (saved && files.candidates.length > 1 && saved.buildSystem !== system) {
    const { saveSetup } = await loadStore();
    saveSetup(configFolder(context.env, context.configDir), { ...saved, buildSystem: system });
  }
  const natives = commands.length > 0 || flags.test ? new (await comparisons()).NativeBuilds() : null;
  const glibcFloor = flags.glibcFloor ?? null;
  const prepared = { files, project, saved, args, timeoutMs, glibcFloor, commands, otherwise, natives };
  try {
    return await buildAll(context, prepared, flags, setup, teamFile, archs);
  } finally {
    await natives?.remove();
  }
};

/** What compares a static build with a native one, loaded only when that is asked for. */
const comparisons = () => import('../build/project/check.js');

const buildAll = async (
  context: Context,
  prepared: Prepared,
  flags: BuildFlags,
  setup: Setup,
  teamFile: ReturnType<typeof teamFileDocument>,
  archs: readonly string[],
): Promise<number> => {
  const output = resolve(context.cwd, flags.output ?? 'dist-static');
  const [arch, ...more] = archs;
  if (arch === undefined || more.length === 0) {
    const built = await buildFor(context, prepared, flags, setup, output);
    await prove(context, prepared, flags, [built], output);
    const document = () => ({ ...documentOf(prepared, built), teamFile });
    await print(context, flags, document, () => linesOf(context, prepared, built));
    return holds(built) ? exitCode.yes : exitCode.no;
  }
  // All of them, before the first is built.
  for (const each of archs) checkOutput(context.cwd, join(output, each));
  const builds: Built[] = [];
  for (const each of archs) {
    const forEach = { ...setup, options: { ...setup.options, arch: each } };
    builds.push(await buildFor(context, prepared, flags, forEach, join(output, each)));
    if (context.signal.aborted) break;
  }
  const all = builds.length === archs.length && builds.every(holds);
  if (all) await prove(context, prepared, flags, builds, output);
  const document = () => ({
    schema: 'musl-wizard.builds/1',
    holds: all,
    builds: builds.map((built) => documentOf(prepared, built)),
    teamFile,
  });
  const text = async () => {
    const details: string[] = [];
    for (const built of builds)
      if (!holds(built)) details.push('', `${built.setup.options.arch}:`, ...(await linesOf(context, prepared, built)));
    return [...architectureLines(context.cwd, archs, builds), ...details];
  };
  await print(context, flags, document, text);
  return all ? exitCode.yes : exitCode.no;
};

/** A build for one architecture, and what was compared with it. */
interface Built {
  readonly setup: Setup;
  readonly result: BuildResult;
  readonly second: SecondBuild | null;
  readonly behaviour: Behaviour | null;
  readonly next: RungId | null;
  readonly facts: Facts;
  /** What to say of the programs, once. */
  readonly hints: readonly MuslHint[];
}

const buildFor = async (
  context: Context,
  { files, project, saved, args, timeoutMs, glibcFloor, commands, natives }: Prepared,
  flags: BuildFlags,
  setup: Setup,
  output: string,
): Promise<Built> => {
  const { system } = project.build;
  const machine = await openMachine('local', context);
  const kept = keptFolder(stateFolder(context.env, context.configDir), context.cwd);
  const { env, signal, cwd: folder } = context;
  const trial = { kept, folder, buildSystem: system, options: setup.options, args, env, signal };
  const examination = await examine(machine, {
    signal,
    patient: true,
    rungOptions: setup.options,
    project: {
      read: async () => files,
      buildSystem: system,
      builtFor: builtForIn(env),
      failedBefore: (_, facts) => failedBefore(trial, facts, new Date()),
    },
  });
  const forArch = setup.options.arch === undefined ? '' : ` for ${setup.options.arch}`;
  const forGlibc = glibcFloor === null ? '' : `, not static, for glibc ${glibcFloor} or newer`;
  if (!context.quiet)
    context.err.write(`Building ${project.name} (${system}) by ${setup.rung}${forArch}${forGlibc}...\n`);
  const options = {
    folder,
    project,
    setup,
    args,
    env,
    timeoutMs,
    keep: flags.keep ?? false,
    ...(glibcFloor !== null && { glibcFloor }),
    signal,
    onEvent: (event: BuildEvent) => tell(context, event),
  };
  // What is kept and remembered of a rung is of static programs.
  const result =
    glibcFloor === null
      ? await buildKept({ ...options, examination, kept, output })
      : await buildProject({ ...options, facts: examination.facts, output });
  const passed = result.outcome === 'passed';
  const second = flags.twice && passed ? await again(context, options, examination, result) : null;
  const behaviour =
    natives !== null && passed
      ? await checked(context, { ...options, facts: examination.facts }, natives, result, commands, flags.test === true)
      : null;
  let hints: readonly MuslHint[] = [];
  if (passed && saved?.rung === setup.rung && saved.proof.proves !== 'project') {
    const { saveSetup } = await loadStore();
    const proof = { ...saved.proof, proves: 'project' as const, hints: hintsIn(result, system === 'cargo') };
    ({ hints } = saveSetup(configFolder(env, context.configDir), { ...saved, buildSystem: system, proof }));
  }
  const next = glibcFloor === null ? nextRung(project, setup.rung, result, examination, setup.options) : null;
  return { setup, result, second, behaviour, next, facts: examination.facts, hints };
};

const holds = ({ result, second, behaviour }: Built): boolean =>
  result.outcome === 'passed' &&
  (second === null || second.same === true) &&
  (behaviour === null || behaviour.checks.every(({ same }) => same === true));

/** Writes the provenance of programs that hold, where it was asked for. @throws {UserError} when it cannot be written */
const prove = async (
  context: Context,
  { project, args, glibcFloor }: Prepared,
  { provenance }: BuildFlags,
  builds: readonly Built[],
  output: string,
): Promise<void> => {
  if (provenance === undefined || !builds.every(holds)) return;
  const sources = await sourceKey(context.cwd, context.signal);
  const statement = await provenanceOf(project, builds, args, glibcFloor, output, sources);
  const file = resolve(context.cwd, provenance);
  try {
    writeWhole(file, `${JSON.stringify(statement, null, 2)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${file} cannot be written.`, [reason], [], exitCode.broken, { cause: error });
  }
};

const documentOf = ({ project, glibcFloor }: Prepared, { setup, result, second, behaviour, next }: Built) => ({
  ...buildDocument(project, setup, result, next),
  glibcFloor,
  secondBuild: second,
  behaviour,
});

const linesOf = async (
  context: Context,
  { otherwise }: Prepared,
  { setup, result, second, behaviour, next, hints }: Built,
): Promise<readonly string[]> => [
  ...buildLines(context.cwd, setup, result, next, result.outcome === 'blocked' ? await otherwise() : null),
  ...secondBuildLines(second),
  ...behaviourLines(behaviour, result.programs),
  ...hintLines(hints),
];

const print = async (
  context: Context,
  { json }: BuildFlags,
  document: () => object,
  text: () => Promise<readonly string[]>,
): Promise<void> => {
  if (json) return context.out.write(`${JSON.stringify(document(), null, 2)}\n`);
  const lines = (await text()).map((line) => asCalled(line, context.program));
  context.out.write(pageText(lines, context.out.columns, context.program));
};

/** @throws {UsageError} for a command without a program in it */
const commandsOf = (commands: readonly string[] = []): readonly string[] => {
  const wrong = commands.find((command) => !namesProgram(command));
  if (wrong === undefined) return commands;
  throw new UsageError(
    `--check needs {} where the program stands: ${sanitizeLine(wrong)}. For example: --check '{} --version'`,
  );
};

/** Programs of a native build beside those of the static one. */
const checked = async (
  context: Context,
  options: Omit<BuildOptions, 'output'>,
  natives: NativeBuilds,
  result: BuildResult,
  commands: readonly string[],
  tests: boolean,
): Promise<Behaviour> => {
  if (!context.quiet) context.err.write('Comparing with a build as usual on this machine...\n');
  const compared: Behaviour[] = [];
  const { checkBehaviour, checkTests } = await comparisons();
  if (commands.length > 0) compared.push(await checkBehaviour(options, result, commands, natives));
  if (tests) compared.push(await checkTests(options, natives));
  const { native } = (compared.find((each) => each.native.outcome !== 'passed') ?? compared[0]) as Behaviour;
  return { native, checks: compared.flatMap(({ checks }) => checks) };
};

/** The second build, loaded only when it is asked for. */
const again = async (
  context: Context,
  options: Omit<BuildOptions, 'output' | 'facts'>,
  { facts }: Pick<Examination, 'facts'>,
  first: BuildResult,
): Promise<SecondBuild> => {
  const { buildTwice } = await import('../build/project/build-twice.js');
  if (!context.quiet) context.err.write('Building again, in another folder...\n');
  return buildTwice({ ...options, facts }, first);
};

/**
 * What stands for a setup where a program is not to be static: no rung makes such, so that none is saved or taken from one.
 * @throws {UsageError} for what is no version, and for what is only said of static programs
 */
const floorSetup = (context: Context, flags: BuildFlags, version: string): Setup => {
  if (!/^2\.\d{1,2}$/.test(version))
    throw new UsageError(`--glibc-floor takes a version of glibc, e.g. 2.17; got: ${sanitizeLine(version)}`);
  const rung = floorRungs.find((id) => flags.rung === undefined || id === flags.rung);
  if (rung === undefined)
    throw new UsageError(`--glibc-floor is for ${floorRungs.join(', ')}, not for ${sanitizeLine(flags.rung ?? '')}`);
  const { arch: _arch, jobs: _jobs, fcommon: _fcommon, lenient: _lenient, ...others } = flags;
  const [other] = [...(flags.upx ? ['--upx'] : []), ...rungWords(others)];
  if (other !== undefined) throw new UsageError(`--glibc-floor cannot be combined with ${other}`);
  return { rung, upx: false, options: rungOptionsOf(withArch(flags, architecturesOf(flags.arch)[0]), context.cwd) };
};

const setupOf = async (
  context: Context,
  { rung, upx, ...flags }: BuildFlags,
  withoutRungHere: () => Promise<WithoutRung | null>,
): Promise<{
  readonly setup: Setup;
  readonly saved: SavedSetup | null;
  readonly teamFile: ReturnType<typeof teamFileDocument>;
}> => {
  const { found, team } = await setupHere(context);
  if (rung !== undefined && !isRungId(rung)) {
    throw new UsageError(`no such rung: ${sanitizeLine(rung)}. The rungs are ${rungIds.join(', ')}`);
  }
  const base = rung === undefined || found?.setup.rung === rung ? found?.setup : undefined;
  const chosen = rung ?? base?.rung;
  if (chosen === undefined) {
    const otherwise = await withoutRungHere();
    throw new UserError(
      'No setup is saved for this folder.',
      otherwise ? [otherwise.why] : [],
      [...(otherwise ? [otherwise.command] : []), 'musl-wizard choose --yes'],
      exitCode.usage,
    );
  }
  return {
    setup: {
      rung: chosen,
      upx: upx ?? base?.upx ?? false,
      options: { ...base?.options, ...rungOptionsOf(flags, context.cwd) },
      ...(found?.setup.buildSystem ? { buildSystem: found.setup.buildSystem } : {}),
    },
    saved: found?.from === 'project' ? found.saved : null,
    teamFile: teamFileDocument(team, found?.from ?? null),
  };
};

/** What happens, on standard error: a line a step, and what the tools print. */
const tell = (context: Context, event: BuildEvent): void => {
  if (context.quiet) return;
  if (event.type === 'step-started') context.err.write(`  ${sanitizeLine(event.name)}\n`);
  else if (event.type === 'step-ended' && context.verbose) {
    context.err.write(
      `  ${sanitizeLine(event.step.name)}: ${event.step.code ?? 'no exit code'} after ${formatDuration(event.step.durationMs)}\n`,
    );
  } else if (event.type === 'output') {
    for (const line of event.lines) context.err.write(`    ${line}\n`);
    if (event.dropped > 0) context.err.write(`    … ${event.dropped} more lines in the log\n`);
  } else if (event.type === 'note') context.err.write(`  ${event.text}\n`);
  else if (event.type === 'log-file' && context.verbose) context.err.write(`  log: ${event.path}\n`);
};

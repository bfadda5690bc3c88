import { retryFor } from '../build/canary/retry-for.js';
import type { CanaryResult } from '../build/result.js';
import { canAsk, confirm } from '../console/ask.js';
import type { Command, Context } from '../console/context.js';
import { pageText } from '../console/page.js';
import { type Descent, descend } from '../engine/descend.js';
import { loadProject, parseBuildSystem } from '../engine/load-project.js';
import { localSession } from '../engine/local-session.js';
import { unfitFor } from '../engine/next-rung.js';
import { readTeamFile } from '../engine/read-team-file.js';
import type { SavedSession, Session, TryOptions } from '../engine/session.js';
import { withoutRung } from '../engine/without-rung.js';
import { exitCode, UsageError } from '../errors.js';
import { defaultPolicy } from '../ladder/default-policy.js';
import type { Policy } from '../ladder/policy.js';
import { hintLines, hintsDocument } from '../presentation/hints.js';
import { chooseBuild, preferredBuilds } from '../project/choose-build.js';
import { meantBy } from '../project/needs.js';
import type { BuildSystem, Project } from '../project/project.js';
import type { SavedSetup, Setup } from '../project/setup.js';
import type { RungOptions } from '../rungs/options.js';
import { isRungId, type RungId, rungIds } from '../rungs/registry.js';
import { checkSettings } from '../settings/check-settings.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { asCalled } from '../text/as-called.js';
import { sanitizeLine } from '../text/sanitize.js';
import { chooseLines } from './choose/text.js';
import { type RungFlags, rungOptionsOf, rungWords, timeoutOf } from './parts/rung-flags.js';
import { tellAside } from './parts/setup-here.js';
import { tellProgress } from './parts/tell-progress.js';
import { teamFileDocument, tellTeamFile } from './parts/tell-steering.js';

export interface ChooseOptions extends RungFlags {
  readonly timeout?: string;
  readonly compare?: boolean;
  /** False: the project is not built. */
  readonly build?: boolean;
  readonly buildSystem?: string;
  readonly rung?: string;
  readonly upx?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly ladder?: string;
}

/**
 * `musl-wizard choose`: climbs without questions and saves the first rung whose canary passes.
 * A different setup that was saved before is replaced only with `--yes` or after a question.
 * Exit code 0 when a rung passed, 1 when none did.
 */
export const run: Command<ChooseOptions> = async (context, args, options) => {
  if (args.length > 0) throw new UsageError(`choose takes no arguments (got: ${sanitizeLine(args.join(' '))})`);
  const { env, configDir, cwd } = context;
  checkSettings(configFolder(env, configDir), stateFolder(env, configDir), cwd);
  const saved = await savedHere(context);
  const start = options.rung === undefined && options.ladder === undefined ? saved : null;
  const policy = policyOf(options, await ladderOf(options, context), start);
  // What the saved setup was proven with, an image say, without which its rung would not be ready.
  const rungOptions = { ...start?.options, ...rungOptionsOf(options, context.cwd) };
  const team = readTeamFile(configFolder(context.env, context.configDir), context.cwd);
  if (!options.compare) tellTeamFile(context, team, false);
  let read: Promise<Project> | undefined;
  const project = () => {
    read ??= loadProject(context.cwd, context.signal);
    return read;
  };
  // What no rung builds would get tools that it has no use for.
  if (options.rung === undefined && (await project()).foreign !== undefined) chooseBuild(await project());
  // Whatever the rung: by which system a project is built was said once.
  const asked = parseBuildSystem(options.buildSystem) ?? saved?.buildSystem;
  const systems = asked === undefined && options.yes ? await takenBuilds(context, project) : [];
  const builds = options.build !== false && !options.compare;
  const open = async (buildSystem: BuildSystem | undefined, ladder: Policy = policy): Promise<Session> => {
    const session = await localSession({
      cwd: context.cwd,
      env: context.env,
      configDir: context.configDir,
      patience: context.patience,
      policy: ladder,
      rungOptions,
      buildSystem,
      project,
      timeoutMs: timeoutOf(options.timeout),
      signal: context.signal,
      builds,
      patient: true,
      again: options.rung !== undefined,
    });
    if (!context.quiet) tellProgress(session, context);
    await session.examine();
    return session;
  };
  const climb = (session: Session, buildSystem: BuildSystem | undefined, ladder: Policy = policy): Promise<Descent> =>
    descend(
      session,
      ladder,
      context.signal,
      async (rung, result) => {
        await skipSameLack(session, rung, result, project, buildSystem);
        return retryAfter(context, options.yes === true, rungOptions)(rung, result);
      },
      start && { rung: start.rung, options: rungOptions },
    );
  const wanted = asked ?? systems[0];
  let session = await open(wanted);
  // It builds projects, which a climb alone does not.
  const sideBySide = options.compare ? await import('./choose/compare.js') : null;
  const comparison = sideBySide && (await sideBySide.compare(session, policy, context, options, project));
  if (start !== null && !context.quiet)
    context.err.write(
      `Starting with the saved setup: ${start.rung}. Another rung: ${context.program} choose --rung RUNG\n`,
    );
  let descent = await climb(session, wanted);
  for (const other of builds ? systems.slice(1) : []) {
    if (descent.chosen !== null || context.signal.aborted || outOfTime(descent)) break;
    if (!context.quiet) context.err.write(`Not built by ${wanted}: trying ${other}.\n`);
    const further = await open(other);
    const second = await climb(further, other);
    // Where none works, what is said is of the first.
    if (second.chosen !== null) [session, descent] = [further, second];
  }
  // Where a project was built in vain, more libraries are not what it lacks.
  if (builds && descent.chosen === null && !context.signal.aborted && descent.results.every(({ build }) => !build)) {
    const { buildableLack, buildLibraries } = await import('./choose/build-libraries.js');
    const { examination } = session.state();
    const meant = meantBy(await project(), wanted);
    const lack = examination && meant && buildableLack(policy, examination, meant);
    const { arch } = rungOptions;
    if (lack && (await buildLibraries(lack, context, { yes: options.yes === true, arch }))) {
      const only = { ...policy, order: [lack.rung], side: [], start: lack.rung };
      session = await open(wanted, only);
      descent = await climb(session, wanted, only);
    }
  }
  const { aborted } = context.signal;
  const chosen = aborted ? null : descent.chosen;
  const now = chosen && (await saveChosen(session, chosen, context, options.yes === true));
  const savedTo = now?.path ?? null;
  const hints = now?.hints ?? [];
  if (options.json) {
    const whole = {
      ...document({ ...descent, chosen }, session, savedTo),
      hints: hintsDocument(hints),
      teamFile: teamFileDocument(team, null),
      ...(comparison ? { comparison } : {}),
    };
    context.out.write(`${JSON.stringify(whole, null, 2)}\n`);
  } else {
    const table =
      sideBySide && comparison ? sideBySide.comparisonText(comparison, session, context).trimEnd().split('\n') : [];
    const text = aborted
      ? ['Interrupted: nothing was saved.']
      : [
          ...chooseLines(
            descent,
            savedTo,
            context.verbose,
            comparison?.builds.flatMap(({ rung, outcome }) => (outcome === 'passed' ? rung : [])) ?? null,
            savedTo === null || (await project()).candidates.length > 0,
            rungWords(options),
          ),
          ...(chosen === null ? await otherwise(context, project) : []),
          ...hintLines(hints),
        ];
    const lines = [...table, ...text].map((line) => asCalled(line, context.program));
    context.out.write(pageText(lines, context.out.columns, context.program));
  }
  return chosen === null ? exitCode.no : exitCode.yes;
};

const ladderOf = async ({ ladder }: ChooseOptions, { cwd }: Context): Promise<Policy> =>
  ladder === undefined ? defaultPolicy : (await import('./parts/read-policy.js')).readPolicy(ladder, cwd);

/** The build systems that `--yes` takes in turn where the project's files leave it open; which is first, is said. */
const takenBuilds = async (context: Context, read: () => Promise<Project>): Promise<readonly BuildSystem[]> => {
  const systems = preferredBuilds(await read());
  const [taken, other] = systems;
  if (taken !== undefined && !context.quiet)
    context.err.write(
      `Several build systems: taking ${taken}. Another one: ${context.program} choose --build-system ${other} --yes\n`,
    );
  return systems;
};

/** Whether another try would likely take as long again. */
const outOfTime = ({ results }: Descent): boolean => results.some(({ outcome }) => outcome === 'timeout');

/** The whole ladder, from the rung that is saved where one is, or one rung of it alone. */
const policyOf = ({ rung, upx }: ChooseOptions, ladder: Policy, start: Setup | null): Policy => {
  const policy = { ...ladder, upx: upx ?? start?.upx ?? ladder.upx };
  if (start !== null) return { ...policy, start: start.rung };
  if (rung === undefined) return policy;
  if (!isRungId(rung)) {
    throw new UsageError(`no such rung: ${sanitizeLine(rung)}. The rungs are ${rungIds.join(', ')}`);
  }
  return { ...policy, order: [rung], side: [] };
};

/** The setup that was proven for this project, which a new run starts from; null where there is none. */
const savedHere = async ({ cwd, env, configDir }: Context): Promise<SavedSetup | null> => {
  const { peekSetup } = await loadStore();
  return peekSetup(configFolder(env, configDir), cwd).setup;
};

/** Where no rung works: how this project is made static anyway. */
const otherwise = async ({ cwd, env }: Context, project: () => Promise<Project>): Promise<readonly string[]> => {
  const found = await withoutRung(cwd, env, project);
  return found ? [found.why, `  $ ${found.command}`] : [];
};

/**
 * After a failure whose cause asks for one thing to be done otherwise, in this build alone: done with
 * `--yes` or after a question, and always said with what it gives up; never silently.
 */
const retryAfter =
  (context: Context, yes: boolean, rungOptions: RungOptions) =>
  async (rung: RungId, { diagnoses }: CanaryResult): Promise<TryOptions | null> => {
    const retry = retryFor(rung, diagnoses, rungOptions);
    if (!retry) return null;
    const price = retry.givesUp === null ? '' : ` (${retry.givesUp})`;
    const what = `${rung} again ${retry.name}${price}`;
    const agreed = yes || (canAsk(context) && (await confirm(context, `Try ${what}?`)));
    context.err.write(agreed ? `Trying ${what}.\n` : `Not tried: ${what}; --yes tries it.\n`);
    return agreed ? { rungOptions: retry.options } : null;
  };

/** Leaves out the rungs by which a project cannot be built for the same reason as by one that failed. */
const skipSameLack = async (
  session: Session,
  rung: RungId,
  result: CanaryResult,
  project: () => Promise<Project>,
  buildSystem: BuildSystem | undefined,
): Promise<void> => {
  const { examination, results } = session.state();
  const meant = meantBy(await project(), buildSystem);
  const [root] = result.diagnoses;
  if (result.build === undefined || examination === null || meant === null || root === undefined) return;
  const same = unfitFor(meant, result, examination).filter(
    (other) => other !== rung && !results.some((tried) => tried.rung === other),
  );
  for (const other of same) session.skip(other, `it lacks the same thing as ${rung}: ${root.title}`);
};

/** Saves the proven rung; where, with the hints to say of it, or null when another setup was kept in its place. */
export const saveChosen = async (
  session: Session,
  rung: RungId,
  context: Context,
  yes: boolean,
): Promise<Pick<SavedSession, 'path' | 'hints'> | null> => {
  const folder = configFolder(context.env, context.configDir);
  const { loadSetup } = await loadStore();
  const { setup: before, setAside } = loadSetup(folder, context.cwd);
  if (setAside) tellAside(context, setAside);
  if (before && !yes && differs(before, session.proposal(rung))) {
    const question = `Replace the saved setup (${before.rung}${before.upx ? ' with UPX' : ''}) by ${rung}?`;
    const agreed = canAsk(context) && (await confirm(context, question));
    if (!agreed) {
      context.err.write(`The existing setup (${before.rung}) was kept; --yes replaces it.\n`);
      return null;
    }
  }
  return await session.save(rung);
};

const differs = (a: SavedSetup, b: SavedSetup): boolean =>
  a.rung !== b.rung || a.upx !== b.upx || JSON.stringify(a.options) !== JSON.stringify(b.options);

/** `choose --json`; keys are a contract. */
const document = ({ results, chosen, trace }: Descent, session: Session, savedTo: string | null) => ({
  schema: 'musl-wizard.choose/1',
  results,
  chosen: chosen === null ? null : { rung: chosen, upx: session.proposal(chosen).upx },
  savedTo,
  project: session.state().examination?.project ?? null,
  rungs: (session.state().examination?.rungs ?? []).map(({ id, project }) => ({ id, ...(project ? { project } : {}) })),
  trace,
});

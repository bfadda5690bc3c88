import { defaultBuildMs } from '../../build/project/build-project.js';
import type { BuildEvent } from '../../build/project/build-result.js';
import { type ComparedBuild, compareBuilds } from '../../build/project/compare-builds.js';
import type { Context } from '../../console/context.js';
import { buildKept } from '../../engine/build-kept.js';
import { keptFolder } from '../../engine/kept-build.js';
import { parseBuildSystem } from '../../engine/load-project.js';
import type { Session } from '../../engine/session.js';
import { UserError } from '../../errors.js';
import { rungOrder } from '../../ladder/order.js';
import type { Policy } from '../../ladder/policy.js';
import { isSpent } from '../../ladder/verdict.js';
import type { BuildSystem, ChosenProject, Project } from '../../project/project.js';
import { stateFolder } from '../../settings/paths.js';
import { asCalled } from '../../text/as-called.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { askBuild } from '../parts/ask-build.js';
import { timeoutOf } from '../parts/rung-flags.js';
import { setupHere } from '../parts/setup-here.js';
import { tellEvent } from '../parts/tell-progress.js';
import { compareCanaries, compareProject } from './compare-table.js';

/** What was set side by side; keys are a contract (`choose --json`, schemas/canary.ts). */
export type Comparison =
  /** No project here: the canaries themselves, as `results` has them. */
  | { readonly of: 'canary'; readonly project: null; readonly builds: readonly [] }
  | {
      readonly of: 'project';
      readonly project: { readonly name: string; readonly buildSystem: BuildSystem };
      readonly builds: readonly ComparedBuild[];
    };

export interface CompareFlags {
  readonly buildSystem?: string;
  readonly timeout?: string;
}

/**
 * Proves every rung that may work by its canary, packed as well as not; then builds the project in this folder, if
 * there is one, by each that passed. A rung that does not build it is left out of the climb where another does.
 */
export const compare = async (
  session: Session,
  policy: Policy,
  context: Context,
  flags: CompareFlags,
  read: () => Promise<Project>,
): Promise<Comparison> => {
  await tryAll(session, policy, context.signal);
  const project = await projectHere(context, flags, read);
  if (project === null) return { of: 'canary', project: null, builds: [] };
  const builds = await buildAll(session, project, context, flags);
  if (builds.some(({ outcome }) => outcome === 'passed')) {
    for (const { rung, outcome, reason } of builds) {
      if (outcome === 'failed' || outcome === 'blocked') session.skip(rung, `it cannot build this project: ${reason}`);
    }
  }
  return { of: 'project', project: { name: project.name, buildSystem: project.build.system }, builds };
};

/** The comparison as a table for a person. */
export const comparisonText = (comparison: Comparison, session: Session, context: Context): string => {
  const width = context.out.columns ?? Number.POSITIVE_INFINITY;
  return comparison.of === 'canary'
    ? compareCanaries(session.state().results, width)
    : compareProject(comparison.project.name, comparison.builds, width);
};

const tryAll = async (session: Session, policy: Policy, signal: AbortSignal): Promise<void> => {
  const verdicts = session.state().examination?.rungs ?? [];
  for (const rung of rungOrder(policy, verdicts)) {
    if (signal.aborted) return;
    const verdict = verdicts.find(({ id }) => id === rung);
    if ((verdict?.verdict !== 'ready' && verdict?.verdict !== 'unknown') || isSpent(verdict)) continue;
    await session.try(rung, { upx: policy.upx || 'measure' });
  }
};

/** What this folder holds; null where it holds no project, or it is unknown how it is built. */
const projectHere = async (
  context: Context,
  { buildSystem }: CompareFlags,
  read: () => Promise<Project>,
): Promise<ChosenProject | null> => {
  const project = await read();
  const wanted = parseBuildSystem(buildSystem);
  if (context.signal.aborted || (project.candidates.length === 0 && wanted === undefined)) return null;
  const { found } = await setupHere(context);
  try {
    return await askBuild(context, project, wanted ?? found?.setup.buildSystem, 'musl-wizard choose --compare');
  } catch (error) {
    if (!(error instanceof UserError) || wanted !== undefined) throw error;
    for (const line of [
      error.message,
      ...error.evidence,
      'This compares a small program; to compare this project:',
      ...error.nextSteps,
    ])
      context.err.write(`${asCalled(sanitizeLine(line), context.program)}\n`);
    return null;
  }
};

const buildAll = (
  session: Session,
  project: ChosenProject,
  context: Context,
  { timeout }: CompareFlags,
): Promise<ComparedBuild[]> => {
  const { examination, results } = session.state();
  if (!examination) throw new Error('examine the machine before comparing rungs');
  const tell = tellEvent(context);
  const tellQuietly = (event: BuildEvent): void => {
    if (!context.quiet) tell(event);
  };
  return compareBuilds({
    folder: context.cwd,
    setups: results.filter(({ outcome }) => outcome === 'passed').map(({ rung }) => session.proposal(rung)),
    facts: examination.facts,
    env: context.env,
    signal: context.signal,
    build: (setup) =>
      buildKept({
        folder: context.cwd,
        project,
        setup,
        examination,
        args: [],
        kept: keptFolder(stateFolder(context.env, context.configDir), context.cwd),
        output: null,
        env: context.env,
        timeoutMs: timeoutOf(timeout, defaultBuildMs),
        keep: false,
        signal: context.signal,
        onEvent: tellQuietly,
      }),
    onRung: (rung) => {
      if (!context.quiet) context.err.write(`Building ${project.name} (${project.build.system}) by ${rung}...\n`);
    },
    onEvent: tellQuietly,
  });
};

import { join } from 'node:path';
import { linkCanary } from '../build/canary/link-canary.js';
import { programFor } from '../build/canary/program-for.js';
import { runCanary } from '../build/canary/run-canary.js';
import { defaultBuildMs } from '../build/project/build-project.js';
import type { Policy } from '../ladder/policy.js';
import { openMachine } from '../machine/target.js';
import { meantBy } from '../project/needs.js';
import type { BuildSystem, ChosenProject, Project } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import type { Elevation } from '../text/as-run.js';
import type { LendTerminal } from './become-root.js';
import { buildKept } from './build-kept.js';
import { builtForIn } from './built-for.js';
import { createSession } from './create-session.js';
import type { Examination } from './examination.js';
import { examine } from './examine.js';
import { failedBefore, rememberFailure } from './failed-tries.js';
import { journalFor } from './journal.js';
import { keptFolder } from './kept-build.js';
import { loadProject } from './load-project.js';
import { localShell } from './local-shell.js';
import { runFix } from './run-fix.js';
import type { Session } from './session.js';
import { keepStepTimes, stepTimes } from './step-times.js';
import { tryInParts } from './try-in-parts.js';

export interface LocalSessionOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configDir: string | undefined;
  readonly patience?: number | undefined;
  readonly policy: Policy;
  readonly rungOptions: RungOptions;
  readonly signal: AbortSignal;
  /** The build system that was asked for. */
  readonly buildSystem?: BuildSystem | undefined;
  /** Reads the project that a canary stands for, where more than the canary needs it. */
  readonly project?: () => Promise<Project>;
  /** Milliseconds for reading the machine. */
  readonly deadlineMs?: number;
  /** What a busy machine did not answer is read once more, with time. */
  readonly patient?: boolean;
  /** Milliseconds for one canary. */
  readonly timeoutMs?: number;
  /** By which fixes become root, and the terminal on which that may ask; without one it asks nothing. */
  readonly elevation?: Elevation;
  readonly lend?: LendTerminal | null;
  /** Whether the project is built after the canary. */
  readonly builds?: boolean;
  /** Rungs by which this project as it is was tried before are tried again. */
  readonly again?: boolean;
}

/** A policy that forbids fetching, passed to the engines and to Nix; what is named on the command line comes before it. */
const offline: RungOptions = { network: 'none', nixSettings: { substitute: 'false' } };

/** A walk on this very machine, with the real effects. */
export const localSession = async (options: LocalSessionOptions): Promise<Session> => {
  const { cwd, env, configDir, policy, rungOptions, signal } = options;
  const machine = await openMachine('local', options);
  const state = stateFolder(env, configDir);
  // Read when the first canary asks for it, not before the first frame.
  let project: Promise<Project> | undefined;
  const readProject = (): Promise<Project> => {
    project ??= options.project?.() ?? loadProject(cwd, signal);
    return project;
  };
  const kept = keptFolder(state, cwd);
  const asked = { ...(policy.offline ? offline : {}), ...rungOptions };
  let examined: Examination | undefined;
  const trialOf = (project: ChosenProject, options: RungOptions, signal: AbortSignal) => ({
    kept,
    folder: cwd,
    buildSystem: project.build.system,
    options,
    args: [],
    env,
    signal,
  });
  const { elevation = 'sudo', lend = null } = options;
  const shell = localShell({ logFile: join(state, 'fixes.log'), cwd, env, elevation, lend });
  return createSession(
    {
      examine: async ({ signal: ended, onEvent }) => {
        examined = await examine(machine, {
          signal: ended,
          ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
          patient: options.patient === true,
          policy,
          rungOptions,
          project: {
            read: readProject,
            buildSystem: options.buildSystem,
            builtFor: builtForIn(env),
            ...(options.again
              ? {}
              : {
                  failedBefore: (project, facts) => failedBefore(trialOf(project, asked, ended), facts, new Date()),
                }),
          },
          onEvent,
        });
        return examined;
      },
      runCanary: async (rung, facts, settings) => {
        const files = await readProject();
        const project = meantBy(files, options.buildSystem);
        const machine = (): Examination => {
          if (examined === undefined) throw new Error('examine the machine before trying a rung');
          return examined;
        };
        settings.onEvent({ type: 'expected', stepMs: stepTimes(kept, cwd, rung) });
        return tryInParts(project, options.builds === true, {
          begin: (names, at) => settings.onEvent({ type: 'part', names, at }),
          proveSmall: async () => {
            const program = programFor(files, options.buildSystem);
            const small = await runCanary(rung, facts, { ...settings, program });
            keepStepTimes(kept, cwd, rung, small.steps);
            return small;
          },
          link: (of) => linkCanary(of, rung, facts, { ...settings, env }),
          remember: (of, result) =>
            rememberFailure(
              trialOf(of, settings.rungOptions, settings.signal),
              rung,
              of,
              result,
              machine(),
              new Date(),
            ),
          build: async (of, small) => {
            const build = await buildKept({
              folder: cwd,
              project: of,
              setup: { rung, upx: settings.upx, options: { ...settings.rungOptions, ...small.options } },
              examination: machine(),
              args: [],
              kept,
              output: null,
              env,
              timeoutMs: options.timeoutMs ?? defaultBuildMs,
              keep: false,
              signal: settings.signal,
              onEvent: settings.onEvent,
            });
            keepStepTimes(kept, cwd, rung, build.steps);
            return build;
          },
        });
      },
      runFix: (finding, fix, ended, onLines) =>
        runFix(finding, fix, { ...shell, journal: journalFor(state, cwd), onLines }, ended),
      save: async (setup) => {
        const { buildSystem } = options;
        // Where there is but one, a later version may have another.
        const several = buildSystem !== undefined && (await readProject()).candidates.length > 1;
        return (await loadStore()).saveSetup(configFolder(env, configDir), several ? { ...setup, buildSystem } : setup);
      },
      now: () => new Date(),
    },
    {
      project: cwd,
      upx: policy.upx,
      rungOptions: asked,
      timeoutMs: options.timeoutMs ?? 600_000,
      signal,
    },
  );
};

import { join } from 'node:path';
import { programFor } from '../build/canary/program-for.js';
import { runCanary } from '../build/canary/run-canary.js';
import type { Policy } from '../ladder/policy.js';
import { openMachine } from '../machine/target.js';
import type { BuildSystem, Project } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { loadStore } from '../settings/load-store.js';
import { configFolder, stateFolder } from '../settings/paths.js';
import { createSession } from './create-session.js';
import { examine } from './examine.js';
import { journalPath } from './journal.js';
import { loadProject } from './load-project.js';
import { localShell } from './local-shell.js';
import { runFix } from './run-fix.js';
import type { Session } from './session.js';

export interface LocalSessionOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configDir: string | undefined;
  readonly policy: Policy;
  readonly rungOptions: RungOptions;
  readonly signal: AbortSignal;
  /** The build system that was asked for. */
  readonly buildSystem?: BuildSystem | undefined;
  /** Reads the project that a canary stands for, where more than the canary wants it. */
  readonly project?: () => Promise<Project>;
  /** Milliseconds for reading the machine. */
  readonly deadlineMs?: number;
  /** Milliseconds for one canary. */
  readonly timeoutMs?: number;
}

/** A policy that forbids fetching, told to the engines and to Nix; what is named on the command line comes before it. */
const offline: RungOptions = { network: 'none', nixSettings: { substitute: 'false' } };

/** A walk on this very machine, with the real effects. */
export const localSession = async (options: LocalSessionOptions): Promise<Session> => {
  const { cwd, env, configDir, policy, rungOptions, signal } = options;
  const machine = await openMachine('local', { cwd, env });
  const state = stateFolder(env, configDir);
  // Read when the first canary asks for it, not before the first frame.
  let project: Promise<Project> | undefined;
  const readProject = (): Promise<Project> => {
    project ??= options.project?.() ?? loadProject(cwd);
    return project;
  };
  const runShell = localShell({ logFile: join(state, 'fixes.log'), cwd, env });
  return createSession(
    {
      examine: ({ signal: ended, onEvent }) =>
        examine(machine, {
          signal: ended,
          ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
          policy,
          rungOptions,
          project: { read: readProject, buildSystem: options.buildSystem },
          onEvent,
        }),
      runCanary: async (rung, facts, settings) => {
        return runCanary(rung, facts, { ...settings, program: programFor(await readProject(), options.buildSystem) });
      },
      runFix: (finding, fix, ended) =>
        runFix(finding, fix, { runShell, journal: journalPath(state), uid: process.getuid?.() ?? -1 }, ended),
      save: async (setup) => (await loadStore()).saveSetup(configFolder(env, configDir), setup),
      now: () => new Date(),
    },
    {
      project: cwd,
      upx: policy.upx,
      rungOptions: { ...(policy.offline ? offline : {}), ...rungOptions },
      timeoutMs: options.timeoutMs ?? 600_000,
      signal,
    },
  );
};

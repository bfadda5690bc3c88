import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyFile } from '../../files/copy-file.js';
import { type CommandRun, compareRuns, type RunDifference } from '../check/compare-runs.js';
import { runsHere } from '../check/run-program.js';
import { type GroupRun, runInGroup } from '../processes/run-in-group.js';
import { createScratch, scratchBases } from '../scratch/scratch.js';
import { type BuildOptions, buildProject } from './build-project.js';
import type { BuildResult, BuiltProgram } from './build-result.js';
import { copySources } from './copy-sources.js';
import { programsOf, withProgram } from './placeholder.js';

/** The static programs beside those of the project's usual build. */
export interface Behaviour {
  /** The usual build. */
  readonly native: Pick<BuildResult, 'outcome' | 'reason' | 'logFile'>;
  readonly checks: readonly CheckedCommand[];
}

/** A command with a static program beside the same with the native one. */
export interface CheckedCommand {
  /** As it was given. */
  readonly command: string;
  /** Name of the program in it. */
  readonly program: string;
  /** Null: they were not compared. */
  readonly same: boolean | null;
  /** Why they were not compared, in one sentence; null when they were. */
  readonly reason: string | null;
  readonly differences: readonly RunDifference[];
}

/** How long a command may take. */
const commandMs = 300_000;
/** What of each output is held. */
const maxOutput = 4 * 1024 ** 2;

/**
 * Builds a project as on any machine and runs the user's commands with that program and with the static one: from the same
 * path, each in a fresh copy of the project, so that only what the program does can differ. They are the user's own words, for a shell.
 * @throws {UserError} as `buildProject`
 */
export const checkBehaviour = async (
  options: Omit<BuildOptions, 'output'>,
  first: BuildResult,
  commands: readonly string[],
): Promise<Behaviour> => {
  const { env, folder, setup } = options;
  const scratch = await createScratch(scratchBases(env, folder));
  try {
    const output = join(scratch.path, 'native');
    mkdirSync(output);
    const own = { rung: setup.rung, upx: false, options: {} };
    const { outcome, reason, logFile, programs } = await buildProject({ ...options, setup: own, native: true, output });
    const checks: CheckedCommand[] = [];
    for (const command of commands) {
      const names = programsOf(
        command,
        first.programs.map(({ name }) => name),
      );
      for (const name of names) {
        const [ofStatic, ofNative] = [first.programs, programs].map((all) => all.find((each) => each.name === name));
        const check = new Check(command, name, join(scratch.path, 'run'), options);
        checks.push(await check.compare(ofStatic, ofNative, outcome === 'passed'));
      }
      if (names.length === 0) {
        const reason = `No program of the build is called as in it: ${first.programs.map((each) => `{${each.name}}`).join(', ')}.`;
        checks.push({ command, program: '', same: null, reason, differences: [] });
      }
    }
    return { native: { outcome, reason, logFile }, checks };
  } finally {
    await scratch.remove();
  }
};

type Around = Pick<BuildOptions, 'folder' | 'facts' | 'env' | 'signal'>;

class Check {
  constructor(
    readonly command: string,
    readonly program: string,
    /** Folder of a run, made anew for each. */
    readonly place: string,
    readonly around: Around,
  ) {}

  async compare(
    ofStatic: BuiltProgram | undefined,
    ofNative: BuiltProgram | undefined,
    built: boolean,
  ): Promise<CheckedCommand> {
    const { command, program } = this;
    const untried = (reason: string) => ({ command, program, same: null, reason, differences: [] });
    if (!ofStatic?.savedTo) return untried('There is no static program to run.');
    if (!built) return untried('There is no native build to compare it with.');
    if (!ofNative?.savedTo) return untried('The native build did not produce this program.');
    const { machine } = ofStatic.artifact;
    if (!runsHere(machine, this.around.facts)) {
      return untried(`It is for ${machine}, and no emulator is registered on this machine.`);
    }
    // What differs from one run to the next says nothing of the program.
    const runs: GroupRun[] = [];
    for (const path of [ofNative.savedTo, ofNative.savedTo, ofStatic.savedTo]) {
      const run = await this.#run(path);
      const failed = failureOf(run);
      if (failed !== null) return untried(failed);
      runs.push(run);
    }
    const [one, other, made] = runs as readonly CommandRun[] as readonly [CommandRun, CommandRun, CommandRun];
    if (compareRuns(one, other).length > 0) return untried('The native program itself does something else each time.');
    const differences = compareRuns(made, one);
    return { command, program, same: differences.length === 0, reason: null, differences };
  }

  async #run(path: string): Promise<GroupRun> {
    const { folder, env, signal } = this.around;
    await rm(this.place, { recursive: true, force: true });
    const [bin, project, temporary] = ['bin', 'project', 'tmp'].map((name) => join(this.place, name)) as [
      string,
      string,
      string,
    ];
    for (const each of [bin, temporary]) mkdirSync(each, { recursive: true, mode: 0o700 });
    await copySources(folder, project, { inTree: false, signal, onLong: () => undefined });
    const copy = join(bin, this.program);
    if (!signal.aborted) {
      await copyFile(path, copy, { signal, follow: true });
      if (existsSync(copy)) chmodSync(copy, 0o755);
    }
    const argv = ['sh', '-c', withProgram(this.command, this.program, copy)];
    const around = { ...env, TMPDIR: temporary };
    return runInGroup(argv, { cwd: project, env: around, signal, timeoutMs: commandMs, maxOutput });
  }
}

const failureOf = ({ cancelled, timedOut, flooded, error }: GroupRun): string | null => {
  if (cancelled) return 'It was cancelled.';
  if (timedOut) return `It did not end within ${commandMs / 60_000} minutes.`;
  if (flooded) return `It printed more than ${maxOutput / 1024 ** 2} MiB.`;
  return error === null ? null : `It could not be started (${error}).`;
};

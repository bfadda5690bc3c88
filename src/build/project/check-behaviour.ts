import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isStatic } from '../../artifact/artifact.js';
import { copyFile } from '../../files/copy-file.js';
import { type CommandRun, compareRuns, exitOf, type RunDifference } from '../check/compare-runs.js';
import { runsHere } from '../check/run-program.js';
import { maskerFor } from '../processes/mask-log.js';
import { type GroupRun, runInGroup } from '../processes/run-in-group.js';
import { canaryVariable } from '../scratch/leftovers.js';
import { createScratch, type Scratch, scratchBases } from '../scratch/scratch.js';
import type { BuildOptions } from './build-project.js';
import type { BuildResult, BuiltProgram } from './build-result.js';
import { copySources } from './copy-sources.js';
import type { NativeBuilds } from './native-builds.js';
import { runsOf, withPrograms } from './placeholder.js';

/** The static programs beside those of the project's usual build. */
export interface Behaviour {
  /** The usual build. */
  readonly native: Pick<BuildResult, 'outcome' | 'reason' | 'logFile'>;
  readonly checks: readonly CheckedCommand[];
}

/** A command with a static program beside the same with the native one. */
export interface CheckedCommand {
  /** As it was given, without secrets. */
  readonly command: string;
  /** Name of the program in it. */
  readonly program: string;
  /** Null: they were not compared. */
  readonly same: boolean | null;
  /** Why they were not compared, in one sentence; null when they were. */
  readonly reason: string | null;
  /** How it ended with the static program, e.g. "exit code 0"; null where they were not compared. */
  readonly exit: string | null;
  readonly differences: readonly RunDifference[];
}

/** How long a command may take. */
const commandMs = 300_000;
/** What of each output is held, in bytes, and of a line that differs. */
const maxOutput = 4 * 1024 ** 2;
const maxLine = 2000;

/**
 * Builds a project as on any machine and runs the user's commands with that program and with the static one: from the same
 * path, each in a fresh copy of the project, so that only what the program does can differ. They are the user's own words, for a shell.
 * @throws {UserError} as `buildProject`
 */
export const checkBehaviour = async (
  options: Omit<BuildOptions, 'output'>,
  first: BuildResult,
  commands: readonly string[],
  natives: NativeBuilds,
): Promise<Behaviour> => {
  const { env, folder } = options;
  const scratch = await createScratch(scratchBases(env, folder));
  try {
    const { outcome, reason, logFile, programs } = await natives.build(options, false);
    const checks: CheckedCommand[] = [];
    const mask = maskerFor(env);
    const names = first.programs.map(({ name }) => name);
    for (const command of commands) {
      const runs = runsOf(command, names);
      for (const program of runs) {
        const check = new Check(command, program, scratch, options, mask);
        checks.push(await check.compare(first.programs, programs, outcome === 'passed'));
      }
      if (runs.length === 0) {
        const why = `No program of the build has the name in it; they are ${names.join(', ')}.`;
        checks.push({ command: mask(command), program: '', same: null, reason: why, exit: null, differences: [] });
      }
    }
    return { native: { outcome, reason, logFile }, checks };
  } finally {
    await scratch.remove();
  }
};

type Around = Pick<BuildOptions, 'folder' | 'facts' | 'env' | 'signal'>;

class Check {
  readonly #place: string;

  constructor(
    readonly command: string,
    readonly program: string,
    readonly scratch: Pick<Scratch, 'id' | 'path'>,
    readonly around: Around,
    /** Takes secrets out of a text that is kept. */
    readonly mask: (text: string) => string,
  ) {
    this.#place = join(scratch.path, 'run');
  }

  async compare(
    ofStatic: readonly BuiltProgram[],
    ofNative: readonly BuiltProgram[],
    built: boolean,
  ): Promise<CheckedCommand> {
    const { program } = this;
    const command = this.mask(this.command);
    const untried = (reason: string) => ({ command, program, same: null, reason, exit: null, differences: [] });
    if (!built) return untried('There is no native build to compare it with.');
    const lacks = ofStatic.find(({ name }) => !ofNative.some((each) => each.name === name && each.savedTo));
    if (lacks) return untried(`The native build did not produce ${lacks.name}.`);
    for (const { name, artifact } of ofStatic) {
      if (!runsHere(artifact.machine, this.around.facts))
        return untried(`${name} is for ${artifact.machine}, and no emulator is registered on this machine.`);
      const native = ofNative.find((each) => each.name === name)?.artifact;
      if (native && isStatic(native) && native.libc === artifact.libc && native.libc !== 'none')
        return untried(
          `The native build is no other: its ${name} is static with ${native.libc} too, because of CC or the makefile.`,
        );
    }
    // What differs from one run to the next says nothing of the program.
    const runs: GroupRun[] = [];
    for (const programs of [ofNative, ofNative, ofStatic]) {
      const run = await this.#run(programs);
      const failed = failureOf(run);
      if (failed !== null) return untried(failed);
      runs.push(run);
    }
    const [one, other, made] = runs as readonly CommandRun[] as readonly [CommandRun, CommandRun, CommandRun];
    if (compareRuns(one, other).length > 0) return untried('The native program itself does something else each time.');
    const differences = compareRuns(made, one).map((each) => ({
      ...each,
      static: this.#shown(each.static),
      native: this.#shown(each.native),
    }));
    return { command, program, same: differences.length === 0, reason: null, exit: exitOf(made), differences };
  }

  async #run(programs: readonly BuiltProgram[]): Promise<GroupRun> {
    const { folder, env, signal } = this.around;
    await rm(this.#place, { recursive: true, force: true });
    const [bin, project, temporary] = ['bin', 'project', 'tmp'].map((name) => join(this.#place, name)) as [
      string,
      string,
      string,
    ];
    for (const each of [bin, temporary]) mkdirSync(each, { recursive: true, mode: 0o700 });
    await copySources(folder, project, { inTree: false, signal, onLong: () => undefined });
    const pathOf = new Map<string, string>();
    for (const { name, savedTo } of programs) {
      if (savedTo === null || signal.aborted) continue;
      const copy = join(bin, name);
      await copyFile(savedTo, copy, { signal, follow: true });
      if (existsSync(copy)) chmodSync(copy, 0o755);
      pathOf.set(name, copy);
    }
    return runInGroup(['sh', '-c', withPrograms(this.command, this.program, pathOf)], {
      cwd: project,
      env: { ...env, TMPDIR: temporary, [canaryVariable]: this.scratch.id },
      signal,
      timeoutMs: commandMs,
      maxOutput,
      encoding: 'latin1',
      left: { mark: `${canaryVariable}=${this.scratch.id}`, folder: this.scratch.path },
    });
  }

  /** A line as it is kept: bounded, and without secrets. */
  #shown(line: string | null): string | null {
    // Of a secret that was cut the rest would not be known for one.
    return line === null ? null : this.mask(line).slice(0, maxLine);
  }
}

/** Exit codes of a shell for a command that it did not find, or could not start. */
const notStarted = [126, 127];

const failureOf = ({ code, cancelled, timedOut, flooded, error }: GroupRun): string | null => {
  if (cancelled) return 'It was cancelled.';
  if (timedOut) return `It did not end within ${commandMs / 60_000} minutes.`;
  if (flooded) return `It printed more than ${maxOutput / 1024 ** 2} MiB.`;
  if (code !== null && notStarted.includes(code))
    return `It could not be started (exit code ${code}); only the project's sources are there, not what other builds left.`;
  return error === null ? null : `It could not be started or ended (${error}).`;
};

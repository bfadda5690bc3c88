import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../artifact/artifact.js';
import { searchPath } from '../../machine/search-path.js';
import type { Setup } from '../../project/setup.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import { runInEmptyRoot } from '../check/empty-root.js';
import { pack } from '../pack.js';
import { endMarked } from '../processes/marked-processes.js';
import type { Packed } from '../result.js';
import { canaryVariable } from '../scratch/leftovers.js';
import { createScratch, type Scratch, scratchBases } from '../scratch/scratch.js';
import { here, shutIn } from '../starter.js';
import { StepRunner } from '../step-runner.js';
import type { BuildOptions } from './build-project.js';
import type { BuildResult } from './build-result.js';

/** What came of a project by one rung. */
export interface ComparedBuild
  extends Pick<BuildResult, 'outcome' | 'reason' | 'durationMs' | 'leftOut' | 'diagnoses' | 'logFile'> {
  readonly rung: RungId;
  readonly programs: readonly ComparedProgram[];
}

/** A program that a rung made, measured and thrown away. */
interface ComparedProgram {
  readonly name: string;
  readonly artifact: Artifact;
  /** What packing it did; null where it did not end by itself when started, so that nothing could be compared. */
  readonly packed: Packed | null;
}

export interface CompareOptions extends Pick<BuildOptions, 'folder' | 'facts' | 'env' | 'signal' | 'onEvent'> {
  /** The rungs to build by, as they were proven. */
  readonly setups: readonly Setup[];
  /** Builds the project by a setup, and leaves its programs in the given place. */
  readonly build: (setup: Setup) => Promise<BuildResult>;
  readonly onRung: (rung: RungId) => void;
}

/** By what a program is started to be measured: hardly any does its work then. */
const harmless = '--version';
const startMs = 5000;

/**
 * Builds a project by one rung after the other and measures each program: size, packed size, start. The project's own
 * folder stays as it is. It RUNS the programs, with --version, no input and no environment.
 * Ends early, with the cancelled build as the last, when the signal is given.
 * @throws {UserError} when there is no folder to build in
 */
export const compareBuilds = async ({
  setups,
  build,
  onRung,
  ...options
}: CompareOptions): Promise<ComparedBuild[]> => {
  const scratch = await createScratch(scratchBases(options.env, options.folder));
  const builds: ComparedBuild[] = [];
  try {
    for (const setup of setups) {
      if (options.signal.aborted) break;
      onRung(setup.rung);
      const built = await build({ ...setup, upx: false });
      const { outcome, reason, durationMs, leftOut, diagnoses, logFile } = built;
      const programs: ComparedProgram[] = [];
      for (const { name, artifact, savedTo } of outcome === 'passed' ? built.programs : []) {
        programs.push({
          name,
          artifact,
          packed: savedTo === null ? null : await measure(savedTo, setup, scratch, options),
        });
      }
      builds.push({ rung: setup.rung, outcome, reason, durationMs, leftOut, diagnoses, logFile, programs });
    }
  } finally {
    // What a program left in a session of its own ends with it.
    await endMarked(`${canaryVariable}=${scratch.id}`, scratch.path);
    await scratch.remove();
  }
  return builds;
};

const measure = async (
  program: string,
  { rung, options: rungOptions }: Setup,
  scratch: Scratch,
  { env, facts, signal, onEvent }: Omit<CompareOptions, 'setups' | 'build' | 'onRung'>,
): Promise<Packed | null> => {
  const place = mkdtempSync(join(scratch.path, 'start-'));
  // Empty, so that a program which writes where it stands harms nothing.
  const cwd = join(place, 'empty');
  mkdirSync(cwd);
  const copy = join(cwd, 'packed');
  const runner = new StepRunner({
    cwd,
    env: { PATH: searchPath(env).join(':'), LC_ALL: 'C', [canaryVariable]: scratch.id },
    logFile: join(place, 'log'),
    signal,
    timeoutMs: 300_000,
    onEvent,
  });
  if (rungs[rung].madeElsewhere(facts, rungOptions)) {
    const ran = await runInEmptyRoot(program, [harmless], { signal, timeoutMs: startMs, id: scratch.id });
    if (ran.code === null) return null;
    const starter = shutIn([harmless], scratch.id, signal, ({ code }) => code === ran.code);
    return pack(runner, { program, copy, starter, facts, signal });
  }
  const { code } = await runner.run({ name: 'start', argv: [program, harmless], timeoutMs: startMs });
  if (code === null) return null;
  const starter = here(runner, [harmless], scratch.id, signal, (ran) => ran.code === code);
  return pack(runner, { program, copy, starter, facts, signal });
};

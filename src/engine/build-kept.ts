import { type BuildOptions, buildProject } from '../build/project/build-project.js';
import type { BuildResult, BuiltProgram } from '../build/project/build-result.js';
import { checkOutput, putProgram, whyNotWritable } from '../build/project/output.js';
import { UserError } from '../errors.js';
import { distrustOwn } from '../files/in-project.js';
import { canGoOn } from '../recipe/steps.js';
import type { Examination } from './examination.js';
import { forgetFailures, rememberFailure } from './failed-tries.js';
import { buildKey, keepBuild, keptPrograms, reuseKept, workKey } from './kept-build.js';

export interface KeptBuildOptions extends Omit<BuildOptions, 'output' | 'facts'> {
  /** Folder (keptFolder) of what is kept of the project's builds. */
  readonly kept: string;
  /** Absolute path of the folder that the programs are put in; null: they are only kept. */
  readonly output: string | null;
  readonly examination: Pick<Examination, 'facts' | 'findings'>;
}

/**
 * Builds a project by a setup, unless the programs of the same sources, setup and tools were kept. What was built is
 * kept for the next time, but not with words for the build or with its scratch folder left; what failed is remembered.
 * @throws {UserError} as `buildProject`
 */
export const buildKept = async (options: KeptBuildOptions): Promise<BuildResult> => {
  const { kept, output, examination, setup, project, folder, args, keep, env, signal } = options;
  const { facts } = examination;
  const { rung } = setup;
  const { system } = project.build;
  // Where somebody else could change what is kept, it would be theirs that is put in its place, or where they like.
  const fault = whyNotWritable(kept);
  if (output === null && fault)
    throw new UserError(
      'Nothing was built, since it could not be kept.',
      [fault.message],
      ['Give another folder for settings and builds: musl-wizard --config-dir DIR'],
    );
  const trusted = fault === null && distrustOwn(kept, folder) === null;
  const keeps = output === null || (args.length === 0 && !keep && trusted);
  const key = keeps ? await buildKey(folder, setup, system, facts, env, signal) : null;
  const unchanged = keeps ? await reuseKept(kept, rung, key, folder, output, signal) : null;
  if (unchanged !== null) return unchanged;
  if (output !== null) checkOutput(folder, output);
  const place = keptPrograms(kept, rung);
  const work = canGoOn(system) && !keep ? workKey(folder, setup, facts, env) : undefined;
  const built = await buildProject({
    ...options,
    facts,
    output: keeps ? place : (output as string),
    ...(work !== undefined && { work }),
  });
  if (trusted) await keepBuild(kept, rung, key, new Date(), built);
  const trial = { kept, folder, buildSystem: system, options: setup.options, args, env, signal };
  if (built.outcome === 'passed') forgetFailures(kept, folder, rung);
  else await rememberFailure(trial, rung, project, built, examination, new Date());
  if (output === null || !keeps) return built;
  const programs: BuiltProgram[] = [];
  for (const program of built.programs) {
    if (program.savedTo === null) programs.push(program);
    else {
      const savedTo = await putProgram(program.savedTo, folder, output, program.name, signal);
      programs.push({ ...program, savedTo, artifact: { ...program.artifact, path: savedTo } });
    }
  }
  return { ...built, programs };
};

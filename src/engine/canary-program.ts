import type { CanaryProgram } from '../canary/canary.js';
import { programFor } from '../canary/program-for.js';
import type { RungId } from '../ladder/rung-id.js';
import type { BuildSystem, Project } from '../project/project.js';
import { loadProject } from './load-project.js';

/**
 * The canary of each rung for the project in a folder, which is read once, when the first is asked for.
 * @param buildSystem the one that was asked for, or saved
 */
export const canaryProgramIn = (
  folder: string,
  buildSystem: BuildSystem | undefined,
): ((rung: RungId) => Promise<CanaryProgram>) => {
  let project: Promise<Project> | undefined;
  return async (rung) => {
    project ??= loadProject(folder);
    return programFor(rung, await project, buildSystem);
  };
};

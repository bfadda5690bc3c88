import type { CanaryProgram } from '../build/canary/canary.js';
import { programFor } from '../build/canary/program-for.js';
import type { BuildSystem } from '../project/project.js';
import { loadProject } from './load-project.js';

/**
 * The canary for the project in a folder.
 * @param buildSystem the one that was asked for, or saved
 */
export const canaryProgramIn = async (folder: string, buildSystem: BuildSystem | undefined): Promise<CanaryProgram> =>
  programFor(await loadProject(folder), buildSystem);

import { UsageError } from '../errors.js';
import { detectProject } from '../project/detect.js';
import { type BuildSystem, buildSystems, isBuildSystem, type Project } from '../project/project.js';
import { sanitizeLine } from '../text/sanitize.js';
import { readProjectFiles } from './project-files.js';

/** What the project in a folder is; as far as it was read, where the signal ends it. */
export const loadProject = async (folder: string, signal?: AbortSignal): Promise<Project> =>
  detectProject(await readProjectFiles(folder, signal));

/**
 * Reads `--build-system`.
 * @throws {UsageError} when it names none
 */
export const parseBuildSystem = (text: string | undefined): BuildSystem | undefined => {
  if (text === undefined || isBuildSystem(text)) return text;
  throw new UsageError(`No such build system: ${sanitizeLine(text)}. Supported: ${buildSystems.join(', ')}.`);
};

import { canAsk, confirm } from '../../console/ask.js';
import type { Context } from '../../console/context.js';
import { chooseBuild } from '../../project/choose-build.js';
import type { BuildSystem, ChosenProject, Project } from '../../project/project.js';

/**
 * How the project is to be built: as said, or the only way that there is, or as a person answers.
 * @param command what the user typed
 * @throws {UserError} when nobody can be asked, or nothing was agreed to
 */
export const askBuild = async (
  context: Context,
  project: Project,
  wanted?: BuildSystem,
  command = 'musl-wizard build',
): Promise<ChosenProject> => {
  if (wanted === undefined && project.candidates.length > 1 && canAsk(context)) {
    for (const { build, evidence } of project.candidates) {
      const files = evidence.map(({ file }) => file).join(', ');
      if (await confirm(context, `Build it by ${build.system} (${files})?`)) return chooseBuild(project, build.system);
    }
  }
  return chooseBuild(project, wanted, command);
};

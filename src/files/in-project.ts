import { dirname, resolve } from 'node:path';
import { ensureFolder } from './ensure-folder.js';
import { systemHome } from './home.js';
import { isInside } from './inside.js';
import { type Distrust, type PathTrace, tracePath } from './trusted-path.js';

/**
 * Whom a file of the user's own settings cannot be trusted to: as `distrust` says, and the author of a project, where
 * it is in the project's folder once links are followed (`HOME=$PWD/home`, `--config-dir .settings`), or a link in that
 * folder leads to it: there it can have come with the project. A folder that holds this user's home folder, as the system
 * knows it, is no stranger's.
 * @param project absolute path of the folder that is worked on
 */
export const distrustOwn = (path: string, project: string): Distrust | null => {
  const trace = tracePath(resolve(path), { sticky: true });
  return trace.distrust ?? distrustAuthor(resolve(path), trace, project);
};

/**
 * Makes a folder of the user's own, for what is kept of a run.
 * @param project absolute path of the folder that is worked on
 * @returns false where somebody else can change what lies there, so that nothing may be put there; nothing is made then
 * @throws the error of mkdir(2)
 */
export const ensureOwn = (path: string, project: string): boolean => {
  if (distrustOwn(path, project) !== null) return false;
  ensureFolder(path);
  return true;
};

const distrustAuthor = (path: string, { links }: PathTrace, project: string): Distrust | null => {
  const home = systemHome();
  if (home !== null && isInside(project, home)) return null;
  const link = links.find((each) => isInside(project, dirname(each)));
  if (link === undefined && !isInside(project, path)) return null;
  return {
    who: 'The author of this project',
    path,
    evidence:
      link === undefined
        ? `${path} is inside the project folder ${project}`
        : `${path} is reached by the link ${link}, inside the project folder ${project}`,
    command: 'use a settings folder outside the project: --config-dir DIR',
  };
};

import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { isInside } from './inside.js';
import { type Distrust, distrust } from './trusted-path.js';

/**
 * Whom a file of the user's own settings cannot be trusted to: as `distrust` says, and the author of a project, where
 * it is in the project's folder once links are followed (`HOME=$PWD/home`, `--config-dir .settings`): there it can
 * have come with the project. A folder that holds this user's home folder, as the system knows it, is no stranger's.
 * @param project absolute path of the folder that is worked on
 */
export const distrustOwn = (path: string, project: string): Distrust | null =>
  distrust(resolve(path), { sticky: true }) ?? distrustAuthor(resolve(path), project);

const distrustAuthor = (path: string, project: string): Distrust | null => {
  const home = homeOfUser();
  if (!isInside(project, path) || (home !== null && isInside(project, home))) return null;
  return {
    who: 'The author of this project',
    path,
    evidence: `${path} is inside the project folder ${project}`,
    command: 'use a settings folder outside the project: --config-dir DIR',
  };
};

const homeOfUser = (): string | null => {
  try {
    return userInfo().homedir;
  } catch {
    return null;
  }
};

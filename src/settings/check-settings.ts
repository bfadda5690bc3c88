import { join } from 'node:path';
import { UserError } from '../errors.js';
import { distrustOwn } from '../files/in-project.js';
import { setupPath } from './setup-path.js';

/**
 * Whether a setup that is saved will count, and a build be kept, asked before rungs are tried for it, which takes long.
 * @param config folder of settings
 * @param state folder of what is kept of builds
 * @throws {UserError} when it will not, since another user, or the author of the project, can write there
 */
export const checkSettings = (config: string, state: string, project: string): void => {
  refuse(config, setupPath(config, project), 'settings folder, so a setup saved there would not be used', project);
  refuse(state, join(state, 'builds'), 'folder of kept builds, so nothing is built there', project);
};

const refuse = (folder: string, path: string, what: string, project: string): void => {
  const foreign = distrustOwn(path, project);
  if (foreign === null) return;
  throw new UserError(
    `${foreign.who} can write to the ${what}.`,
    [`folder: ${folder}`, foreign.evidence],
    [foreign.command],
  );
};

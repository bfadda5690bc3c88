import { UserError } from '../errors.js';
import { distrustOwn } from '../files/in-project.js';
import { setupPath } from './setup-path.js';

/**
 * Whether a setup that is saved will count, asked before rungs are tried for it, which takes long.
 * @throws {UserError} when it will not, since another user, or the author of the project, can write there
 */
export const checkSettings = (folder: string, project: string): void => {
  const foreign = distrustOwn(setupPath(folder, project), project);
  if (foreign === null) return;
  throw new UserError(
    `${foreign.who} can write to the settings folder, so a setup saved there would not be used.`,
    [`folder: ${folder}`, foreign.evidence],
    [foreign.command],
  );
};

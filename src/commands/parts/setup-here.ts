import type { Context } from '../../console/context.js';
import { findSetup, type SetupSearch } from '../../engine/find-setup.js';
import { configFolder } from '../../settings/paths.js';
import type { SetAside } from '../../settings/store.js';
import { sanitizeLine } from '../../text/sanitize.js';
import { tellTeamFile } from './tell-steering.js';

/**
 * The setup for the current folder, or null, and the file of its team; what lay in its place and could not be used,
 * and what the file sets or would set, is reported.
 * @throws {UserError} when there is one that cannot be read
 */
export const setupHere = async (context: Context): Promise<Pick<SetupSearch, 'found' | 'team'>> => {
  const { found, setAside, team } = await findSetup(configFolder(context.env, context.configDir), context.cwd);
  for (const each of setAside) tellAside(context, each);
  tellTeamFile(context, team, found?.from === 'team');
  return { found, team };
};

/** Says what lay in the place of a setup, and where it is now. */
export const tellAside = ({ err }: Context, { path, reason, stays }: SetAside): void =>
  err.write(
    `A saved setup ${stays ? 'cannot be used' : 'was moved aside'}: ${sanitizeLine(reason)} (${sanitizeLine(path)})\n`,
  );

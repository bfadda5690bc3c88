import type { Context } from '../../console/context.js';
import { type FoundSetup, findSetup } from '../../engine/find-setup.js';
import { configFolder } from '../../settings/paths.js';
import type { SetAside } from '../../settings/store.js';
import { sanitizeLine } from '../../text/sanitize.js';

/**
 * The setup for the current folder, or null; what lay in its place and could not be used is told.
 * @throws {UserError} when there is one that cannot be read
 */
export const setupHere = (context: Context): FoundSetup | null => {
  const { found, setAside } = findSetup(configFolder(context.env, context.configDir), context.cwd);
  for (const each of setAside) tellAside(context, each);
  return found;
};

/** Says what lay in the place of a setup, and where it is now. */
export const tellAside = ({ err }: Context, { path, reason, stays }: SetAside): void =>
  err.write(
    `A saved setup ${stays ? 'cannot be used' : 'was kept aside'}: ${sanitizeLine(reason)} (${sanitizeLine(path)})\n`,
  );

import { steeringFiles } from '../../src/engine/steering.js';
import { setPermission } from '../../src/settings/permissions.js';

/** Allows what all files of a project say now, as `musl-wizard allow` does. */
export const allowAll = async (config: string, folder: string): Promise<void> => {
  for (const { content } of await steeringFiles(config, folder))
    if (content) setPermission(config, content.hash, 'allowed', folder);
};

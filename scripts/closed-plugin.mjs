import { isBuiltin } from 'node:module';

/**
 * What packages would like to have and may do without (`require('supports-color')` in a try) is asked for by a name that
 * Node itself refuses, rather than looked for where the program runs: NODE_PATH, and a folder above, can be a stranger's.
 */
export const closed = {
  name: 'closed',
  resolveId: {
    filter: { id: /^[@a-z]/i },
    async handler(id, importer, options) {
      if (isBuiltin(id) || (await this.resolve(id, importer, { ...options, skipSelf: true }))) return null;
      return { id: `node:absent/${id}`, external: true };
    },
  },
};

import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from './ensure.mjs';

/** rolldown and vite: `import sources from 'virtual:canaries'` gives all of fixtures/canaries, text by path below it. */
export const canarySources = {
  name: 'canary-sources',
  resolveId: { filter: { id: /^virtual:canaries$/ }, handler: (id) => `\0${id}` },
  load: {
    filter: { id: /^\0virtual:canaries$/ },
    async handler() {
      const folder = join(root, 'fixtures/canaries');
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((file) => join(file.parentPath ?? file.path, file.name));
      const texts = paths.sort().map(async (path) => [relative(folder, path), await readFile(path, 'utf8')]);
      return `export default ${JSON.stringify(Object.fromEntries(await Promise.all(texts)))};`;
    },
  },
};

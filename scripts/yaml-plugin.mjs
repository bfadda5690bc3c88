// Decision trees, signatures and tables are YAML for people; the program gets them as plain
// data, parsed once at build time, so that no YAML parser runs (or is even loaded) at start.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { load as parse } from 'js-yaml';
import { root } from './ensure.mjs';
import { packedFile } from './packed-file.mjs';

/** The example logs of a signature are for the suite alone. */
const withoutExamples = (key, value) => (key === 'positive' || key === 'nearMiss' ? undefined : value);

/** The large tables, each one file beside the code: folder or file, with the documents in it by name. */
const tables = /\/flows\/(signatures|trees|packages)(?:\/[^/]+)?\.yaml$/;
const documentsOf = async (table) => {
  const folder = join(root, 'flows');
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => tables.exec(`/flows/${file}`)?.[1] === table,
  );
  const parsed = files.sort().map(async (file) => [basename(file), parse(await readFile(join(folder, file), 'utf8'))]);
  return Object.fromEntries(await Promise.all(parsed));
};

/** esbuild: `import tree from '../flows/x.yaml'` gives the parsed document. */
export const esbuildYaml = {
  name: 'yaml',
  setup(build) {
    build.onLoad({ filter: /\.yaml$/ }, async ({ path }) => {
      const table = tables.exec(path)?.[1];
      if (!table) return { contents: `export default ${JSON.stringify(parse(await readFile(path, 'utf8')))};` };
      return { contents: `import table from 'table:${table}'; export default table['${basename(path)}'];` };
    });
    packedFile(build, 'table', async (table) => ({
      name: `${table}.json`,
      bytes: JSON.stringify(await documentsOf(table), withoutExamples),
      read: 'JSON.parse',
    }));
  },
};

/** vite/vitest: the same, and shell scripts as text (esbuild has a loader for that), so that tests see what the bundle sees. */
export const viteYaml = {
  name: 'yaml',
  transform(code, id) {
    if (id.endsWith('.yaml')) return { code: `export default ${JSON.stringify(parse(code))};`, map: null };
    return id.endsWith('.sh') ? { code: `export default ${JSON.stringify(code)};`, map: null } : null;
  },
};

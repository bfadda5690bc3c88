// Decision trees, signatures and tables are YAML for people; the program gets them as plain
// data, parsed once at build time, so that no YAML parser runs (or is even loaded) at start.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

const toModule = (text, replacer) => `export default ${JSON.stringify(parse(text), replacer)};`;

/** The example logs of a signature are for the suite alone. */
const withoutExamples = (key, value) => (key === 'positive' || key === 'nearMiss' ? undefined : value);

/** esbuild: `import tree from '../flows/x.yaml'` gives the parsed document. */
export const esbuildYaml = {
  name: 'yaml',
  setup(build) {
    build.onLoad({ filter: /\.yaml$/ }, async ({ path }) => ({
      contents: toModule(await readFile(path, 'utf8'), withoutExamples),
      loader: 'js',
    }));
  },
};

/** vite/vitest: the same, and shell scripts as text (esbuild has a loader for that), so that tests see what the bundle sees. */
export const viteYaml = {
  name: 'yaml',
  transform(code, id) {
    if (id.endsWith('.yaml')) return { code: toModule(code), map: null };
    return id.endsWith('.sh') ? { code: `export default ${JSON.stringify(code)};`, map: null } : null;
  },
};

// Decision trees, signatures and tables are YAML for people; the program gets them as plain
// data, parsed once at build time, so that no YAML parser runs (or is even loaded) at start.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { load as parse } from 'js-yaml';
import { root } from './ensure.mjs';
import { packedFile } from './packed-file.mjs';

/**
 * What `explain` would compute of each pattern and spelling at every start: see src/explain/catalogue.ts and spellings.ts.
 * The example logs of a signature are for the suite alone.
 */
const prepare = async () => {
  const { importSource } = await import('./bundle.mjs');
  const { alternativesOf } = await importSource('src/explain/required-literals.ts');
  const { literalOf } = await importSource('src/explain/spellings.ts');
  const signature = ({ positive, nearMiss, pattern, ...rest }) => {
    if (rest.pointed) return { ...rest, pattern };
    return pattern === undefined ? rest : { ...rest, alternatives: alternativesOf(pattern) };
  };
  return {
    signatures: ({ causes, ...rest }) => ({
      ...rest,
      causes: causes.map((cause) => ({ ...cause, signatures: cause.signatures.map(signature) })),
    }),
    spellings: (messages) =>
      messages.map(({ text, spellings }) => ({
        text,
        spellings,
        literals: spellings.map((spelling) => literalOf(text, spelling)),
      })),
    'line-facts': (facts) =>
      facts.map(({ fact, patterns }) => ({ fact, alternatives: alternativesOf(patterns.join('|')) })),
  };
};
let prepared;

/** The large tables, each one file beside the code: folder or file, with the documents in it by name. */
const tables = /\/flows\/(signatures|trees|packages|spellings|line-facts)(?:\/[^/]+)?\.yaml$/;
const documentsOf = async (table) => {
  const folder = join(root, 'flows');
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => tables.exec(`/flows/${file}`)?.[1] === table,
  );
  prepared ??= prepare();
  const { [table]: change = (document) => document } = await prepared;
  const parsed = files
    .sort()
    .map(async (file) => [basename(file), change(parse(await readFile(join(folder, file), 'utf8')))]);
  return Object.fromEntries(await Promise.all(parsed));
};

const plain = (value) => ({ code: `export default ${JSON.stringify(value)};`, moduleType: 'js', map: null });

/** rolldown: `import tree from '../flows/x.yaml'` gives the parsed document. */
export const packedYaml = [
  {
    name: 'yaml',
    load: {
      filter: { id: /\.yaml$/ },
      async handler(id) {
        const table = tables.exec(id)?.[1];
        if (!table) return plain(parse(await readFile(id, 'utf8')));
        return {
          code: `import table from 'table:${table}'; export default table['${basename(id)}'];`,
          moduleType: 'js',
        };
      },
    },
  },
  packedFile('table', async (table) => ({
    name: `${table}.json`,
    bytes: JSON.stringify(await documentsOf(table)),
    read: 'JSON.parse',
  })),
];

/** vite/vitest: the same, and shell scripts as text (rolldown has a type for that), so that tests see what the bundle sees. */
export const viteYaml = {
  name: 'yaml',
  transform(code, id) {
    if (id.endsWith('.yaml')) return plain(parse(code));
    return id.endsWith('.sh') ? plain(code) : null;
  },
};

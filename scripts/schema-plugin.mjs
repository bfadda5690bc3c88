import { importSource } from './bundle.mjs';

/**
 * esbuild: a module of the sources that is named schema.ts or *-schema.ts declares schemas by typebox and nothing else.
 * The bundle gets what it exports as plain JSON Schema, computed once, so that typebox's builders stay out: only its
 * check comes along (typebox/schema). Descriptions are for documents (dist/schemas), which have them.
 */
export const computedSchemas = {
  name: 'computed-schemas',
  setup(build) {
    build.onLoad({ filter: /\/src\/[^/]+\/([a-z-]+-)?schema\.ts$/ }, async ({ path }) => ({
      contents: Object.entries(await importSource(path))
        .map(([name, value]) => `export const ${name} = ${jsonOf(value, `${name} of ${path}`)};`)
        .join('\n'),
    }));
  },
};

const jsonOf = (value, what) => {
  if (typeof value === 'function') throw new Error(`${what} is a function, not a schema`);
  return JSON.stringify(value, (key, part) => (key === 'description' && typeof part === 'string' ? undefined : part));
};

import { importSource } from './bundle.mjs';

/**
 * rolldown: a module of the sources that is named schema.ts or *-schema.ts declares schemas by typebox and nothing else.
 * The bundle gets what it exports as plain JSON Schema, computed once, so that typebox's builders stay out: only its
 * check comes along (typebox/schema). Descriptions are for documents (dist/schemas), which have them.
 */
export const computedSchemas = () => {
  const computed = new Map();
  return {
    name: 'computed-schemas',
    load: {
      filter: { id: /\/src\/[^/]+\/([a-z-]+-)?schema\.ts$/ },
      handler(id) {
        if (!computed.has(id)) computed.set(id, compute(id));
        return computed.get(id);
      },
    },
  };
};

const compute = async (path) =>
  Object.entries(await importSource(path))
    .map(([name, value]) => `export const ${name} = ${jsonOf(value, `${name} of ${path}`)};`)
    .join('\n');

const jsonOf = (value, what) => {
  if (typeof value === 'function') throw new Error(`${what} is a function, not a schema`);
  return JSON.stringify(value, (key, part) => (key === 'description' && typeof part === 'string' ? undefined : part));
};

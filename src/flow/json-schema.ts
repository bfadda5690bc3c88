import { treeSchema } from './schema.js';

/**
 * The JSON Schema of a tree (draft 2020-12), for editors: `flow --json-schema` prints it. The
 * condition, which holds conditions, stands once under $defs.
 */
export const treeJsonSchema = (): object => {
  let condition: unknown = null;
  const hoist = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(hoist);
    if (typeof schema !== 'object' || schema === null) return schema;
    const { $defs, $id: _, ...rest } = schema as { $defs?: Record<string, unknown>; $id?: string; $ref?: string };
    if ($defs) condition ??= hoist($defs.Condition);
    if (rest.$ref === 'Condition') return { $ref: '#/$defs/Condition' };
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, hoist(value)]));
  };
  const tree = hoist(treeSchema) as object;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...tree, $defs: { Condition: condition } };
};

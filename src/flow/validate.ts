import type { TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import { nodeKinds } from './outcomes.js';
import { headSchema, maxNodes, nodeSchemas, type Tree } from './schema.js';

/** Something wrong in a document: where (keys from the root) and what. */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Whether a parsed document is a tree, as far as its shape goes. Each node is checked against the
 * schema of its own kind, so that errors are about the kind that was meant.
 */
export const validate = (document: unknown): { readonly tree: Tree | null; readonly faults: readonly Fault[] } => {
  if (!isRecord(document))
    return { tree: null, faults: [{ path: [], message: 'a tree is a map: flow, title, about, start, nodes' }] };
  const { nodes, ...head } = document;
  const faults = check(headSchema, head, []);
  if (!isRecord(nodes)) faults.push({ path: ['nodes'], message: 'nodes must be a map: name of the node, node' });
  else if (Object.keys(nodes).length > maxNodes)
    faults.push({ path: ['nodes'], message: `a tree has at most ${maxNodes} nodes` });
  else for (const [id, node] of Object.entries(nodes)) faults.push(...nodeFaults(id, node));
  return faults.length > 0 ? { tree: null, faults } : { tree: document as unknown as Tree, faults };
};

const nodeFaults = (id: string, node: unknown): Fault[] => {
  const path = ['nodes', id];
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id))
    return [{ path, message: 'the name of a node is lower-case words joined by hyphens' }];
  if (!isRecord(node)) return [{ path, message: 'a node is a map' }];
  const kinds = nodeKinds.filter((kind) => Object.hasOwn(node, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    return [
      {
        path,
        message: `a node has exactly one of ${nodeKinds.join(', ')}; this one has ${kinds.join(', ') || 'none'}`,
      },
    ];
  if (kind === 'check') {
    const ways = (['if', 'fact', 'rung'] as const).filter((way) => Object.hasOwn(node, way));
    const [way] = ways;
    return way === undefined || ways.length > 1
      ? [{ path, message: 'a check has exactly one of if, fact, rung' }]
      : check(nodeSchemas.check[way], node, path);
  }
  if (kind === 'done') {
    const { done } = node;
    return typeof done === 'string' && Object.hasOwn(nodeSchemas.done, done)
      ? check(nodeSchemas.done[done as keyof typeof nodeSchemas.done], node, path)
      : [{ path: [...path, 'done'], message: 'done is one of setup, remedy, elsewhere' }];
  }
  return check(nodeSchemas[kind], node, path);
};

/** The faults of a value, the deepest first, since a union's own message says little. */
const check = (schema: TSchema, value: unknown, path: readonly string[]): Fault[] => {
  const [, found] = Errors(schema, value);
  const errors = found.map(({ instancePath, message, keyword }) => ({
    path: [...path, ...pointer(instancePath)],
    message: keyword === 'boolean' ? 'there is no such key here' : message,
  }));
  const deepest = Math.max(...errors.map((error) => error.path.length));
  return errors.filter((error) => error.path.length === deepest).slice(0, 3);
};

/** The keys of a JSON pointer (RFC 6901). */
const pointer = (text: string): string[] =>
  text
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

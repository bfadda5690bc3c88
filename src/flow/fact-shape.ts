/** What a path of src/facts/path.ts can hold, from the schema of the facts. Pure. */
import { factsSchema } from '../facts/schema.js';

/** What a fact can be. `values`: all that it can be, for a choice or a flag; else null. */
export interface FactShape {
  readonly type: 'text' | 'number' | 'flag' | 'choice' | 'list' | 'record';
  readonly values: readonly (string | boolean)[] | null;
  readonly nullable: boolean;
}

/** The disks that facts are collected for: labels of `disk` in src/facts/schema.ts. */
const diskLabels = ['root', 'tmp', 'home', 'nix', 'docker', 'cwd'] as const;

/** The shape of a fact by its path, or null where no such fact is collected. */
export const factShape = (path: string): FactShape | null => {
  let schema = factsSchema as unknown as Loose;
  let nullable = false;
  for (const key of path.split('.')) {
    const plain = unwrap(schema);
    const next = childSchema(plain.schema, key);
    if (next === null) return null;
    nullable ||= plain.nullable || plain.schema.properties === undefined;
    schema = next;
  }
  return shapeOf(schema, nullable);
};

/** Every path that a condition can name, in the order of the schema; entries of lists left out. */
export const factPaths = (): readonly string[] => {
  const paths: string[] = [];
  const visit = (outer: Loose, path: string) => {
    if (path && factShape(path) !== null) paths.push(path);
    const { schema } = unwrap(outer);
    const keys = schema.patternProperties ? diskLabels : Object.keys(schema.properties ?? {});
    for (const key of keys) {
      const next = childSchema(schema, key);
      if (next) visit(next, path ? `${path}.${key}` : key);
    }
  };
  visit(factsSchema as unknown as Loose, '');
  return paths;
};

/** As much of a JSON Schema as the facts use. */
interface Loose {
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Loose[];
  readonly items?: Loose;
  readonly properties?: Readonly<Record<string, Loose>>;
  readonly patternProperties?: Readonly<Record<string, Loose>>;
}

const childSchema = (schema: Loose, key: string): Loose | null => {
  if (schema.properties) return Object.hasOwn(schema.properties, key) ? (schema.properties[key] ?? null) : null;
  if (schema.patternProperties) {
    const known = (diskLabels as readonly string[]).includes(key);
    return (known && Object.values(schema.patternProperties)[0]) || null;
  }
  return schema.items?.properties?.name ? schema.items : null;
};

const unwrap = (schema: Loose): { schema: Loose; nullable: boolean } => {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  const [only, second] = others;
  if (only === undefined || second !== undefined)
    return { schema, nullable: others.length !== (schema.anyOf ?? []).length };
  return { schema: only, nullable: true };
};

const shapeOf = (outer: Loose, inherited: boolean): FactShape | null => {
  const { schema, nullable: own } = unwrap(outer);
  const nullable = inherited || own;
  const values = schema.enum ?? schema.anyOf?.flatMap((one) => one.const ?? []);
  if (values) return { type: 'choice', values, nullable };
  switch (schema.type) {
    case 'string':
      return { type: 'text', values: null, nullable };
    case 'number':
      return { type: 'number', values: null, nullable };
    case 'boolean':
      return { type: 'flag', values: [true, false], nullable };
    case 'array':
      return { type: 'list', values: null, nullable };
    case 'object':
      return nullable ? { type: 'record', values: null, nullable } : null;
    default:
      return null;
  }
};

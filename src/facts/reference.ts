import { factsSchema } from './schema.js';

/** The parts of a JSON Schema that the reference shows. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** All facts as a Markdown table, from the one place where they are declared. */
export const factsReference = (): string => {
  const schema = factsSchema as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([domain, part]) => {
    const rows = rowsOf(domain, part).map(
      ({ path, type, description }) => `| \`${path}\` | ${type} | ${description} |`,
    );
    return [`## ${domain}`, '', '| fact | type | what it is |', '|---|---|---|', ...rows].join('\n');
  });
  const head =
    '# Facts\n\nFor users of `doctor --json` and `--what-if`, and authors of flows: the facts that `musl-wizard doctor --json` reports\n' +
    'under `facts`.\n' +
    'Generated from `src/facts/schema.ts` by `node scripts/facts-doc.mjs`. Every fact can be `null`: unknown. Bytes are numbers.';
  return `${[head, ...sections].join('\n\n')}\n`;
};

interface Row {
  readonly path: string;
  readonly type: string;
  readonly description: string;
}

const rowsOf = (path: string, schema: Schema): Row[] => {
  const [inner = schema] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  const [entry] = Object.values(inner.patternProperties ?? {});
  if (entry) return rowsOf(`${path}.LABEL`, { ...entry, description: inner.description ?? '' });
  if (inner.properties) {
    const own = inner.description ? [{ path, type: 'object', description: inner.description }] : [];
    return [...own, ...Object.entries(inner.properties).flatMap(([name, part]) => rowsOf(`${path}.${name}`, part))];
  }
  if (inner.type === 'array' && inner.items?.properties) {
    const own = { path, type: 'list', description: inner.description ?? '' };
    return [
      own,
      ...Object.entries(inner.items.properties).flatMap(([name, part]) => rowsOf(`${path}[].${name}`, part)),
    ];
  }
  return [{ path, type: typeOf(inner), description: inner.description ?? schema.description ?? '' }];
};

const typeOf = (schema: Schema): string => {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' ');
  return schema.type === 'array' ? 'list of strings' : (schema.type ?? '');
};

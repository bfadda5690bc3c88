import fc from 'fast-check';
import type { Facts } from '../../src/facts/facts.js';
import { factsSchema } from '../../src/facts/schema.js';

/** The parts of JSON Schema that the facts are written in. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly items?: Shape;
}

const labels = ['root', 'tmp', 'home', 'nix', 'docker', 'cwd'] as const;

/** Any value of a shape; numbers are small, large and in between, texts are of the kind that machines say. */
const arbitrary = (shape: Shape): fc.Arbitrary<unknown> => {
  if (shape.anyOf) return fc.oneof(...shape.anyOf.map(arbitrary));
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (shape.patternProperties) {
    const value = arbitrary(Object.values(shape.patternProperties)[0] ?? {});
    return fc.record(Object.fromEntries(labels.map((label) => [label, value])), { requiredKeys: [] });
  }
  switch (shape.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(shape.properties ?? {}).map(([key, value]) => [key, arbitrary(value)])),
      );
    case 'array':
      return fc.array(arbitrary(shape.items ?? {}), { maxLength: 3 });
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.oneof(fc.nat(64), fc.nat(2 ** 30), fc.nat(2 ** 40));
    case 'null':
      return fc.constant(null);
    default:
      return fc.oneof(
        fc.constantFrom(
          'alpine:3',
          'debian',
          'vfs',
          'sys_admin',
          'https://registry-1.docker.io/v2/',
          '/tmp',
          'x86_64',
          '',
        ),
        fc.string(),
      );
  }
};

/** Any facts that the schema allows. */
export const arbitraryFacts = arbitrary(factsSchema as Shape) as fc.Arbitrary<Facts>;

const pathsBelow = (shape: Shape, path: string): string[] => {
  if (shape.anyOf?.some(({ type }) => type === 'null')) return [path];
  if (shape.patternProperties) {
    const inner = Object.values(shape.patternProperties)[0] ?? {};
    return labels.flatMap((label) => pathsBelow(inner, `${path}.${label}`));
  }
  return Object.entries(shape.properties ?? {}).flatMap(([key, value]) =>
    pathsBelow(value, path === '' ? key : `${path}.${key}`),
  );
};

/** Paths of all facts that may be unknown. */
export const nullablePaths: readonly string[] = pathsBelow(factsSchema as Shape, '');

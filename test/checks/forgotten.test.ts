import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findingIds } from '../../src/diagnosis/catalogue.js';
import { shippedCatalogue } from '../../src/explain/shipped.js';
import { factsSchema } from '../../src/facts/schema.js';
import { parseSnapshot } from '../../src/machine/snapshot.js';
import { probes } from '../../src/probes/index.js';

// What is added without its test is named here, with the place where the test belongs.

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The text of all files below some folders, but for that of this one. */
const textOf = (...folders: readonly string[]): string =>
  folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(tsx?|json)$/.test(file) && !file.endsWith('forgotten.test.ts'))
        .map((file) => readFileSync(join(root, folder, file), 'utf8')),
    )
    .join('\n');

interface Schema {
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Names of the values that a part of the schema ends in. */
const leavesOf = (name: string, schema: Schema): string[] => {
  const parts = [...(schema.anyOf ?? []), ...Object.values(schema.patternProperties ?? {}), schema.items ?? []].flat();
  const named = Object.entries(schema.properties ?? {}).flatMap(([key, part]) => leavesOf(key, part));
  const inner = [...parts.flatMap((part) => leavesOf(name, part)), ...named];
  return inner.length > 0 ? inner : [name];
};

it('every fact is expected by name in a test of test/probes', () => {
  const tests = textOf('test/probes');
  const forgotten = Object.entries((factsSchema as Schema).properties ?? {}).flatMap(([domain, schema]) =>
    [...new Set(leavesOf(domain, schema))]
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(tests))
      .map((name) => `${domain}: no test in test/probes expects ${name}`),
  );
  expect(forgotten).toEqual([]);
});

it('every capture that a probe reads has a sample: in a test of test/probes, or in a snapshot', () => {
  const folder = join(root, 'fixtures/snapshots');
  const kept = new Set(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => Object.keys(parseSnapshot(readFileSync(join(folder, file), 'utf8'), file).captures)),
  );
  const tests = textOf('test/probes', 'test/diagnosis');
  const forgotten = probes.flatMap(({ domain, reads }) =>
    reads.filter((key) => !kept.has(key) && !tests.includes(key)).map((key) => `${domain}: no sample of ${key}`),
  );
  expect(forgotten).toEqual([]);
});

it('every finding is expected by id in a test: of diagnosis as a case in test/diagnosis, of canaries in test/build, of projects in test/project', () => {
  const tests = textOf('test/diagnosis', 'test/build', 'test/project');
  expect(findingIds.filter((id) => !tests.includes(`'${id}'`))).toEqual([]);
});

it('every finding is of the catalogue, wherever src names one', () => {
  const named = [...textOf('src').matchAll(/\bfindings?(?:: ?\[?|\.push\(|\()((?:'[\w-]+'(?:, )?)+)/g)].flatMap(
    ([, list = '']) => [...list.matchAll(/'([\w-]+)'/g)].map(([, id]) => id),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((id) => !(findingIds as readonly (string | undefined)[]).includes(id))).toEqual([]);
});

it('every cause has signatures, each with a sample that it knows and one that it must not, and a fix', () => {
  const forgotten = [...shippedCatalogue().causes.values()].flatMap(({ id, signatures, fixes }) => [
    ...(signatures.length > 0 ? [] : [`${id}: no signature`]),
    ...(fixes.length > 0 ? [] : [`${id}: no fix`]),
    ...signatures.flatMap(({ pattern, positive, nearMiss }) => [
      ...(positive.length > 0 ? [] : [`${id}: no positive sample of ${pattern}`]),
      ...(nearMiss.length > 0 ? [] : [`${id}: no near miss of ${pattern}`]),
    ]),
  ]);
  expect(forgotten).toEqual([]);
});

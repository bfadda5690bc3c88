import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Every exported declaration of src has a name that no other file exports, so that a name has one meaning. */
const files = execFileSync('git', ['ls-files', 'src', 'test', 'scripts', 'bench'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(?:tsx?|mjs)$/.test(file));

const parsed = new Map(files.map((file) => [file, parse(readFileSync(file, 'utf8'), file)]));

function parse(code: string, file: string): Node {
  return parseAst(code, { lang: file.endsWith('.tsx') ? 'tsx' : 'ts' }) as unknown as Node;
}

/** All nodes below one, itself included. */
function* nodesOf(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const child of node) yield* nodesOf(child);
  else if (node !== null && typeof node === 'object' && typeof (node as Node).type === 'string') {
    yield node as Node;
    for (const [key, child] of Object.entries(node)) if (key !== 'type') yield* nodesOf(child);
  }
}

/** What a file declares and exports: name, and the type it is annotated with (`run: Command<…>` of every command is one idea). */
const exportsOf = (program: Node): readonly { readonly name: string; readonly annotation: string | null }[] =>
  (program.body as readonly Node[]).flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? (statement.declaration as Node | null) : null;
    if (!declaration) return [];
    const ids = declaration.declarations
      ? (declaration.declarations as readonly Node[]).map(({ id }) => id as Node)
      : [declaration.id as Node];
    return ids.map((id) => {
      const type = (id.typeAnnotation as Node | undefined)?.typeAnnotation as Node | undefined;
      return { name: id.name as string, annotation: ((type?.typeName as Node | undefined)?.name as string) ?? null };
    });
  });

/** Names that several files export with different meanings, each with those files. */
const ambiguous = (programs: ReadonlyMap<string, Node>): readonly string[] => {
  const found = new Map<string, { file: string; annotation: string | null }[]>();
  for (const [file, program] of programs) {
    for (const { name, annotation } of exportsOf(program))
      found.set(name, [...(found.get(name) ?? []), { file, annotation }]);
  }
  return [...found].flatMap(([name, places]) => {
    const [first] = places;
    const one = places.every(({ annotation }) => annotation !== null && annotation === first?.annotation);
    return places.length < 2 || one ? [] : [`${name}: ${places.map(({ file }) => file).join(', ')}`];
  });
};

/** Words that a reader would have to learn, each with the standard term. */
const unusual: ReadonlyMap<string, string> = new Map([
  ['mend', 'fix'],
  ['mends', 'fixes'],
  ['mended', 'fixed'],
  ['mending', 'fixing'],
  ['cure', 'fix'],
  ['cures', 'fixes'],
  ['cured', 'fixed'],
  ['remedy', 'fix'],
  ['remedies', 'fixes'],
  ['rescue', 'retry'],
  ['rescued', 'retried'],
  ['lane', 'worker'],
  ['lanes', 'workers'],
  ['course', 'runner'],
  ['sweep', 'remove leftovers'],
  ['swept', 'removed'],
  ['story', 'text, scenario'],
  ['stories', 'texts, scenarios'],
  ['world', 'host, environment'],
  ['worlds', 'hosts, environments'],
  ['moves', 'edits, volatile'],
  ['settled', 'resolved'],
  ['watched', 'tracked'],
  ['needless', 'skipped'],
  ['besides', 'excluded, also'],
  ['within', 'scope'],
  ['told', 'explained, reported'],
  ['wants', 'requirements'],
  ['heavy', 'exceeds resources'],
]);

/** Keys of documents and flow files, which are a contract. */
const contract = new Set(['remedy', 'heavy']);
/** Names of other projects' interfaces. */
const foreign = new Set(['copyWithin']);

/** The words of a name: `takeAllBack` is take, all, back. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');

const unusualIn = (name: string): readonly string[] =>
  contract.has(name) || foreign.has(name)
    ? []
    : wordsOf(name)
        .filter((word) => unusual.has(word))
        .map((word) => `${name} (${word}: say ${unusual.get(word)})`);

const identifiersOf = (program: Node): ReadonlySet<string> =>
  new Set(
    [...nodesOf(program)]
      .filter(({ type }) => type === 'Identifier' || type === 'JSXIdentifier' || type === 'PrivateIdentifier')
      .map(({ name }) => name as string),
  );

describe('names', () => {
  it('have one meaning each', () => {
    const ours = [...parsed].filter(([file]) => file.startsWith('src/'));
    expect(ambiguous(new Map(ours))).toEqual([]);
  });

  it('of identifiers and files have no unusual words', () => {
    const faults = [...parsed].flatMap(([file, program]) =>
      [basename(file).replace(/\..*$/, ''), ...identifiersOf(program)]
        .flatMap(unusualIn)
        .map((fault) => `${file}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it('that mean two things are found', () => {
    const programs = new Map([
      [
        'a.ts',
        parse(
          'export interface Place { x: 1 }\nexport const run: Command<A> = f;\nexport { b } from "./b.js";',
          'a.ts',
        ),
      ],
      ['b.ts', parse('export type Place = 1;\nexport const run: Command<B> = f;\nexport const b = 1;', 'b.ts')],
      ['c.ts', parse('export const b = 2, c = 3;', 'c.ts')],
    ]);
    expect(ambiguous(programs)).toEqual(['Place: a.ts, b.ts', 'b: b.ts, c.ts']);
  });

  it.each([
    ['canBeMendedHere', 1],
    ['FlowWorldOptions', 1],
    ['recourse', 0],
    ['remedy', 0],
    ['remedyOf', 1],
    ['#lane', 1],
  ])('%s has %i unusual words', (name, count) => {
    expect(unusualIn(name)).toHaveLength(count);
  });
});

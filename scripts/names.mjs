// `node scripts/names.mjs`: names that mean two things, and words in names that a reader would have to learn, as errors.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { root } from './ensure.mjs';

/** Words that are not used in names, each with the standard term. */
const unusual = new Map(
  [
    ['fix', 'mend mends mended mending cure cures cured remedy remedies'],
    ['retry', 'rescue rescued rescuer'],
    ['worker', 'lane lanes'],
    ['runner', 'course'],
    ['remove leftovers', 'sweep swept'],
    ['text, scenario', 'story stories'],
    ['host, environment', 'world worlds'],
    ['edits, volatile', 'moves'],
    ['resolved', 'settled'],
    ['tracked', 'watched'],
    ['skipped', 'needless'],
    ['excluded, also', 'besides'],
    ['scope', 'within'],
    ['reported, explained', 'told'],
    ['needs, requests', 'wants'],
    ['exceeds resources', 'heavy'],
  ].flatMap(([term, words]) => words.split(' ').map((word) => [word, term])),
);

/** Keys of documents and of flow files, which are a contract; names in interfaces of others; commands of package.json. */
const allowed = new Set([
  ...['remedy', 'heavy', 'copyWithin'],
  ...Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts),
]);

/** The words of a name: `takeAllBack` is take, all, back. */
const wordsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((word) => word.toLowerCase());

/** What is wrong with the words of a name, a sentence each. */
export const unusualIn = (name) =>
  allowed.has(name)
    ? []
    : wordsOf(name)
        .filter((word) => unusual.has(word))
        .map((word) => `${name}: instead of "${word}" say ${unusual.get(word)}`);

/** All nodes below one, itself included. */
function* nodesOf(node) {
  if (Array.isArray(node)) for (const child of node) yield* nodesOf(child);
  else if (typeof node?.type === 'string') {
    yield node;
    for (const [key, child] of Object.entries(node)) if (key !== 'type') yield* nodesOf(child);
  }
}

export const parse = (code, file) => parseAst(code, { lang: file.endsWith('x') ? 'tsx' : 'ts' });

/** What a file declares and exports: name, and the type that it is annotated with. */
const exportsOf = (program) =>
  program.body.flatMap(({ type, declaration }) => {
    if (type !== 'ExportNamedDeclaration' || !declaration) return [];
    const ids = declaration.declarations?.map(({ id }) => id) ?? [declaration.id];
    return ids.map(({ name, typeAnnotation }) => ({
      name,
      annotation: typeAnnotation?.typeAnnotation.typeName?.name ?? null,
    }));
  });

/**
 * Names that several files export with different meanings, each with those files. What has one type everywhere, as
 * `run: Command<...>` of every command, has one meaning.
 */
export const ambiguous = (programs) => {
  const found = new Map();
  for (const [file, program] of programs)
    for (const { name, annotation } of exportsOf(program))
      found.set(name, [...(found.get(name) ?? []), { file, annotation }]);
  return [...found].flatMap(([name, places]) => {
    const [{ annotation }] = places;
    const one = annotation !== null && places.every((place) => place.annotation === annotation);
    return places.length < 2 || one ? [] : [`${name}: ${places.map(({ file }) => file).join(', ')}`];
  });
};

const identifiersOf = (program) =>
  new Set([...nodesOf(program)].filter(({ type }) => /Identifier$/.test(type)).map(({ name }) => name));

/** All that is wrong with names in this repository, a line each. */
export const nameFaults = () => {
  const files = ['src', 'test', 'scripts', 'bench']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file))
    .toSorted();
  const programs = new Map(files.map((file) => [file, parse(readFileSync(join(root, file), 'utf8'), file)]));
  const words = files.flatMap((file) =>
    [basename(file).replace(/\..*$/, ''), ...identifiersOf(programs.get(file))]
      .flatMap(unusualIn)
      .map((fault) => `${file}: ${fault}`),
  );
  const own = new Map([...programs].filter(([file]) => file.startsWith('src/')));
  return [...ambiguous(own).map((fault) => `exported with several meanings: ${fault}`), ...words];
};

if (process.argv[1] === import.meta.filename) {
  const faults = nameFaults();
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

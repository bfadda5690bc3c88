// The declarations of the library entry: those that tsc emits, without any that need a package at the user's.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { importSource } from './bundle.mjs';
import { root } from './ensure.mjs';

/** Writes the declarations of the library into one file. @throws where tsc does not accept the sources */
export const writeTypes = async (file) => {
  const folder = await mkdtemp(join(root, 'node_modules/.musl-wizard-'));
  try {
    const { status, stdout } = spawnSync(
      join(root, 'node_modules/.bin/tsc'),
      ['-p', 'tsconfig.types.json', '--outDir', folder],
      { cwd: root, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`tsc: ${stdout}`);
    await writeFile(join(folder, 'facts/facts.d.ts'), await factsDeclaration());
    await writeFile(join(folder, 'rungs/registry.d.ts'), await rungsDeclaration());
    await writeFile(file, together(await reachedFrom(join(folder, 'index.d.ts'))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Declaration files as one, which exports what the first of them does. @throws where two declare the same name */
const together = ([entry, ...others]) => {
  const own = [...entry.matchAll(/^export (?:declare )?(?:interface|type|const) (\w+)/gm)].map(([, name]) => name);
  const passedOn = [...entry.matchAll(/^export type \{([^}]*)\} from/gm)].flatMap(([, names]) => names.split(','));
  const exported = [...own, ...passedOn.map((name) => name.trim())];
  const declarations = new Map();
  for (const text of [entry, ...others]) {
    for (const [declaration, name] of text.matchAll(declared)) {
      if (declarations.has(name)) throw new Error(`${name} is declared twice in the types of the library`);
      declarations.set(name, declaration.replace(/^export /m, ''));
    }
  }
  // Only what the exported ones are made of.
  const needed = new Set(exported);
  for (const name of needed) {
    const code = declarations.get(name)?.replace(/\/\*[\s\S]*?\*\//g, '') ?? '';
    for (const [word] of code.matchAll(/\w+/g)) if (declarations.has(word)) needed.add(word);
  }
  const texts = [...declarations].flatMap(([name, text]) => (needed.has(name) ? [text] : []));
  return [...texts, `export { ${exported.join(', ')} };\n`].join('');
};

/** A declaration of a file with the comment before it: up to the next line that begins one, or the end. */
const declared =
  /^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?(?:export )?(?:declare )?(?:interface|type|const) (\w+)[\s\S]*?(?=^(?:\/\*\*|import |export |declare |interface |type |const )|$(?![\s\S]))/gm;

// The sources infer Facts from their schema by typebox, which the user of the library need not have.
const factsDeclaration = async () => {
  const { factsSchema } = await importSource('src/facts/schema.ts');
  const schema = JSON.parse(JSON.stringify(factsSchema), describeNullable);
  const facts = await compile(schema, 'Facts', { bannerComment: '', additionalProperties: false });
  const about = '/** All that is known of a machine. `null` is "not known", never "no". */';
  return `${about}\n${facts}\nexport type Domain = keyof Facts;\n`;
};

// That of the registry would bring along every type that a rung is made of.
const rungsDeclaration = async () => {
  const { rungIds } = await importSource('src/rungs/registry.ts');
  return `/** A way to build a static binary. */\nexport type RungId = ${rungIds.map((id) => `'${id}'`).join(' | ')};\n`;
};

/** A description of what may be null stands on the other branch: it is said of the whole. */
const describeNullable = (_key, value) => {
  const description = value?.anyOf?.find((branch) => branch.description)?.description;
  return description ? { description, ...value } : value;
};

/** Texts of the declaration files that one refers to, its own first. @throws for a package, which would have to be installed */
const reachedFrom = async (start) => {
  const reached = new Map([[start, '']]);
  for (const path of reached.keys()) {
    const text = await readFile(path, 'utf8');
    reached.set(path, text);
    for (const [, name] of text.matchAll(/(?:from |import\(|import )'([^']+)'/g)) {
      if (!name.startsWith('.')) throw new Error(`${relative(root, path)} needs the types of ${name}`);
      const other = resolve(dirname(path), name.replace(/\.js$/, '.d.ts'));
      if (!reached.has(other)) reached.set(other, '');
    }
  }
  return [...reached.values()];
};

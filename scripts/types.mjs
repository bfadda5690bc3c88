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
    await writeFile(file, together(await reachedFrom(join(folder, 'index.d.ts'))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** Declaration files as one, which exports what the first of them does. @throws where two declare the same name */
const together = ([entry, ...others]) => {
  const own = [...entry.matchAll(/^export (?:declare )?(?:interface|type|const) (\w+)/gm)].map(([, name]) => name);
  const passedOn = [...entry.matchAll(/^export type \{([^}]*)\} from/gm)].flatMap(([, names]) => names.split(','));
  const texts = [entry, ...others].map((text) =>
    text
      .replace(/^(?:import|export) type \{[^}]*\} from .*\n/gm, '')
      // Marks a file some of whose declarations are its own; all are in one here.
      .replace(/^export \{\};\n/gm, '')
      .replace(/^export /gm, ''),
  );
  const names = texts.flatMap((text) => [...text.matchAll(/^(?:declare )?(?:interface|type|const) (\w+)/gm)]);
  const twice = names.find(([, name], n) => names.findIndex(([, other]) => other === name) < n);
  if (twice) throw new Error(`${twice[1]} is declared twice in the types of the library`);
  return [...texts, `export { ${[...own, ...passedOn.map((name) => name.trim())].join(', ')} };\n`].join('');
};

// The sources infer Facts from their schema by typebox, which the user of the library need not have.
const factsDeclaration = async () => {
  const { factsSchema } = await importSource('src/facts/schema.ts');
  const schema = JSON.parse(JSON.stringify(factsSchema), describeNullable);
  const facts = await compile(schema, 'Facts', { bannerComment: '', additionalProperties: false });
  const about = '/** All that is known of a machine. `null` is "not known", never "no". */';
  return `${about}\n${facts}\nexport type Domain = keyof Facts;\n`;
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

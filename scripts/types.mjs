// The declarations of the library entry: those that tsc emits, without any that need a package at the user's.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { importSource } from './bundle.mjs';
import { root } from './ensure.mjs';

/** Writes index.d.ts and what it refers to into a folder. @throws where tsc does not accept the sources */
export const writeTypes = async (outDir) => {
  const { status, stdout } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.types.json', '--outDir', outDir],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`tsc: ${stdout}`);
  await writeFile(join(outDir, 'facts/facts.d.ts'), await factsDeclaration());
  const reached = await reachedFrom(join(outDir, 'index.d.ts'));
  const files = await readdir(outDir, { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath ?? file.path, file.name);
    if (!reached.has(path)) await rm(path);
  }
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

/** Declaration files that one refers to, itself included. @throws for a package, which would have to be installed */
const reachedFrom = async (start) => {
  const reached = new Set([start]);
  for (const path of reached) {
    const text = await readFile(path, 'utf8');
    for (const [, name] of text.matchAll(/(?:from |import\(|import )'([^']+)'/g)) {
      if (name.startsWith('node:')) continue;
      if (!name.startsWith('.')) throw new Error(`${relative(root, path)} needs the types of ${name}`);
      reached.add(resolve(dirname(path), name.replace(/\.js$/, '.d.ts')));
    }
  }
  return reached;
};

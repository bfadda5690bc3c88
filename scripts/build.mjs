// Builds dist/: one small ES-module entry per front door, with shared code split into chunks,
// so that `--version`, `doctor --json`, `explain` and `inspect` never load React or Ink.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, importSource } from './bundle.mjs';
import { root } from './ensure.mjs';
import { licences } from './licences.mjs';
import { manPage } from './man.mjs';
import { writeTypes } from './types.mjs';

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const dist = join(root, 'dist');

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const output = await bundle(dist, {
  version,
  sourcemap: process.argv.includes('--sourcemap'),
});
// The doorway stays plain old JavaScript so that an old Node can read it and say so.
const doorway = (await readFile(join(root, 'bin/musl-wizard.cjs'), 'utf8')).replaceAll('__VERSION__', version);
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(output));
await writeTypes(join(dist, 'index.d.ts'));
await writeSchemas();
await writeCollector();
await writeFile(join(dist, 'musl-wizard.1'), await manPage(version));
await copyFile(join(root, 'bin/start.cjs'), join(dist, 'start.cjs'));
// Last, since its date shows whether the build is older than its sources.
await writeFile(join(dist, 'musl-wizard.cjs'), doorway, { mode: 0o755 });

/** The JSON Schema of each document, for those who check what they read: dist/schemas/doctor.json, flow-run.json, ... */
async function writeSchemas() {
  const { documentSchemas, schemaText } = await importSource('src/commands/schemas/json-schema.ts');
  await mkdir(join(dist, 'schemas'));
  for (const words of Object.keys(documentSchemas)) {
    // Without spaces: a program reads them, and `--json-schema` puts them in again.
    const compact = JSON.stringify(JSON.parse(schemaText(words)));
    await writeFile(join(dist, 'schemas', `${words.replace(' ', '-')}.json`), compact);
  }
}

/**
 * The collector as a file, for a machine that has no Node: `sh collect.sh >machine.json`. The bundle reads it, too. Of its
 * comments it keeps the first, which says what it does, and those between which the list of keys is put.
 */
async function writeCollector() {
  const { script } = await importSource('src/commands/snapshot.ts');
  const [head, ...rest] = script().split('\n\n');
  const code = rest.join('\n\n').replace(/^ *# (?!keys:$|end of keys$).*\n+/gm, '');
  await writeFile(join(dist, 'collect.sh'), `${head}\n\n${code}`, { mode: 0o755 });
}

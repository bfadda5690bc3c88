// Builds dist/: one small ES-module entry per front door, with shared code split into chunks,
// so that `--version`, `doctor --json`, `explain` and `inspect` never load React or Ink.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
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
const metafile = await bundle({ cli: 'src/cli.ts', index: 'src/index.ts' }, dist, {
  version,
  sourcemap: process.argv.includes('--sourcemap') ? 'external' : false,
});
// The doorway stays plain old JavaScript so that an old Node can read it and say so.
const doorway = (await readFile(join(root, 'bin/musl-wizard.cjs'), 'utf8')).replaceAll('__VERSION__', version);
await cp(join(root, 'fixtures/canaries'), join(dist, 'canaries'), { recursive: true });
await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), await licences(metafile));
await writeTypes(join(dist, 'types'));
await writeSchemas();
await writeFile(join(dist, 'musl-wizard.1'), await manPage(version));
// Last, since its date tells whether the build is older than its sources.
await writeFile(join(dist, 'musl-wizard.cjs'), doorway, { mode: 0o755 });
await writeCollector();

/** The JSON Schema of each document, for those who check what they read: dist/schemas/doctor.json, flow-run.json, ... */
async function writeSchemas() {
  const { documentSchemas, schemaText } = await importSource('src/commands/json-schema.ts');
  await mkdir(join(dist, 'schemas'));
  for (const words of Object.keys(documentSchemas)) {
    await writeFile(join(dist, 'schemas', `${words.replace(' ', '-')}.json`), schemaText(...words.split(' ')));
  }
}

/** The collector as a file, for a machine that has no Node: `sh collect.sh >machine.json`. */
async function writeCollector() {
  const words = [join(dist, 'musl-wizard.cjs'), 'snapshot', '--script', '--output', join(dist, 'collect.sh')];
  const { status, stderr } = spawnSync(process.execPath, [...words, '--force'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`snapshot --script: ${stderr}`);
}

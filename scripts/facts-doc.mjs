// `node scripts/facts-doc.mjs`: writes docs/facts.md from the schema of the facts.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The reference as text, so that a test can hold the file against it. */
export const factsDocument = async () => {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/facts/reference.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { factsReference } = await import(`data:text/javascript;base64,${code}`);
  return factsReference();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(join(root, 'docs'), { recursive: true });
  await writeFile(join(root, 'docs/facts.md'), await factsDocument());
}

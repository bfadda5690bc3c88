// `node scripts/facts-doc.mjs`: writes docs/facts.md from the schema of the facts.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importSource } from './bundle.mjs';
import { root } from './ensure.mjs';

/** The reference as text, so that a test can hold the file against it. */
export const factsDocument = async () => {
  const { factsReference } = await importSource('src/facts/reference.ts');
  return factsReference();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(join(root, 'docs'), { recursive: true });
  await writeFile(join(root, 'docs/facts.md'), await factsDocument());
}

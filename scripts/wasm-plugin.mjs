import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { packedFile } from './packed-file.mjs';

// Without the suffix in the import, since bundlers have a meaning of their own for it.
export const wasmFile = (name) => createRequire(import.meta.url).resolve(`${name}.wasm`);

/** rolldown: `import bytes from 'virtual:wasm:PACKAGE/FILE-WITHOUT-SUFFIX'` gives a WebAssembly file of a package, packed beside the code. */
export const packedWasm = packedFile('virtual:wasm', async (name) => ({
  name: basename(name),
  bytes: await readFile(wasmFile(name)),
  read: '(bytes) => bytes',
}));

/** vite/vitest: the same, read where it is. */
export const viteWasm = {
  name: 'wasm',
  resolveId: { filter: { id: /^virtual:wasm:/ }, handler: (id) => `\0${id}` },
  load: {
    filter: { id: /^\0virtual:wasm:/ },
    handler: (id) =>
      `import { readFileSync } from 'node:fs'; export default readFileSync(${JSON.stringify(wasmFile(id.slice(14)))});`,
  },
};

// Yoga's WebAssembly comes as base64 in its JavaScript, which unpacks it by way of fetch(), and so loads Node's whole
// HTTP client before the first frame. As a file of its own, handed over as bytes, it is smaller and sooner there.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { packedFile } from './packed-file.mjs';

const binary = join(root, 'node_modules/yoga-layout/dist/binaries/yoga-wasm-base64-esm.js');
const embedded = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;
const load = 'loadYoga()';

/** esbuild: Yoga with its WebAssembly apart. */
export const yogaApart = {
  name: 'yoga-apart',
  setup(build) {
    build.onLoad({ filter: /\/yoga-layout\/dist\/binaries\/yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(embedded, ''),
    }));
    build.onLoad({ filter: /\/yoga-layout\/dist\/src\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(load)) throw new Error(`${path} does not call ${load} any more`);
      return { contents: `import wasmBinary from 'wasm:yoga';\n${text.replace(load, 'loadYoga({ wasmBinary })')}` };
    });
    packedFile(build, 'wasm', async () => ({
      name: 'yoga.wasm',
      bytes: Buffer.from(embedded.exec(await readFile(binary, 'utf8'))[1], 'base64'),
      read: '(bytes) => bytes',
    }));
  },
};

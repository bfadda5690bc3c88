// Yoga's WebAssembly comes as base64 in its JavaScript, which unpacks it by way of fetch(), and so loads Node's whole
// HTTP client before the first frame. As a file of its own, handed over as bytes, it is smaller and sooner there.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { packedFile } from './packed-file.mjs';

const binary = join(root, 'node_modules/yoga-layout/dist/binaries/yoga-wasm-base64-esm.js');
const embedded = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;
const load = 'await loadYoga()';

// Compiled at once, loadYoga() has filled its module when it comes back, and nobody waits at the top of a module.
const loadAtOnce = `
const filled = {
  instantiateWasm(imports, use) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    use(instance);
    return instance.exports;
  },
};
loadYoga(filled);`;

/** rolldown: Yoga with its WebAssembly apart. */
export const yogaApart = [
  {
    name: 'yoga-script',
    transform: {
      filter: { id: /\/yoga-layout\/dist\/binaries\/yoga-wasm-base64-esm\.js$/ },
      handler: (code) => code.replace(embedded, ''),
    },
  },
  {
    name: 'yoga-start',
    transform: {
      filter: { id: /\/yoga-layout\/dist\/src\/index\.js$/ },
      handler(code, id) {
        if (!code.includes(load)) throw new Error(`${id} does not call ${load} any more`);
        return `import bytes from 'wasm:yoga';${loadAtOnce}\n${code.replace(load, 'filled')}`;
      },
    },
  },
  packedFile('wasm', async () => ({
    name: 'yoga.wasm',
    bytes: Buffer.from(embedded.exec(await readFile(binary, 'utf8'))[1], 'base64'),
    read: '(bytes) => bytes',
  })),
];

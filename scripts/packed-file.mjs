import { brotliCompressSync, constants } from 'node:zlib';

/**
 * rolldown: `import data from 'SCHEME:name'` gives data that lies packed by brotli in a file of its own (dist/data), and is
 * unpacked where the module that imports it is loaded. A tarball's gzip sees 32 KiB at a time: of large tables
 * brotli leaves a fifth less, and to unpack and parse one takes a millisecond.
 * @param describe name → {name of the file, bytes, read: an expression that takes the unpacked Buffer}
 */
export const packedFile = (scheme, describe) => ({
  name: `packed-${scheme}`,
  resolveId: { filter: { id: new RegExp(`^${scheme}:`) }, handler: (id) => `\0${id}` },
  load: {
    filter: { id: new RegExp(`^\0${scheme}:`) },
    async handler(id) {
      const { name, bytes, read } = await describe(id.slice(scheme.length + 2));
      const file = this.emitFile({ type: 'asset', name: `${name}.br`, source: pack(bytes) });
      return `
        import { readFileSync } from 'node:fs';
        import { brotliDecompressSync } from 'node:zlib';
        export default (${read})(brotliDecompressSync(readFileSync(new URL(import.meta.ROLLUP_FILE_URL_${file}))));`;
    },
  },
});

const pack = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });

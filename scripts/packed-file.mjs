import { brotliCompressSync, constants } from 'node:zlib';
import { root } from './ensure.mjs';

/**
 * esbuild: `import data from 'SCHEME:name'` gives data that lies packed by brotli in a file of its own (dist/data), and is
 * unpacked where the module that imports it is loaded. A tarball's gzip sees 32 KiB at a time: of large tables
 * brotli leaves a fifth less, and to unpack and parse one takes a millisecond.
 * @param describe name → {name of the file, bytes, read: an expression that takes the unpacked Buffer}
 */
export const packedFile = (build, scheme, describe) => {
  build.onResolve({ filter: new RegExp(`^${scheme}:`) }, ({ path }) => ({
    path: path.slice(scheme.length + 1),
    namespace: scheme,
  }));
  build.onLoad({ filter: /.*/, namespace: scheme }, async ({ path }) => {
    const { name, bytes, read } = await describe(path);
    return {
      contents: `
        import { readFileSync } from 'node:fs';
        import { brotliDecompressSync } from 'node:zlib';
        import file from 'packed:${name}.br';
        export default (${read})(brotliDecompressSync(readFileSync(new URL(file, import.meta.url))));`,
      resolveDir: root,
      pluginData: { bytes },
    };
  });
  build.onResolve({ filter: /^packed:/ }, ({ path, pluginData, namespace }) =>
    namespace === scheme
      ? { path: path.slice('packed:'.length), namespace: `packed-${scheme}`, pluginData }
      : undefined,
  );
  build.onLoad({ filter: /.*/, namespace: `packed-${scheme}` }, ({ pluginData: { bytes } }) => ({
    contents: pack(bytes),
    loader: 'file',
  }));
};

const pack = (bytes) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });

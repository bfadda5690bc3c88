// How the sources become JavaScript: one set of options for the program, its library and the build's own scripts.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './ensure.mjs';
import { inkWithoutDevtools } from './ink-plugin.mjs';
import { lean } from './lean-plugin.mjs';
import { computedSchemas } from './schema-plugin.mjs';
import { esbuildYaml } from './yaml-plugin.mjs';
import { yogaApart } from './yoga-plugin.mjs';

/** esbuild: the text of the shell collector is that of dist/collect.sh, which the build writes. */
const collectorBeside = {
  name: 'collector-beside',
  setup(build) {
    build.onLoad({ filter: /\/collector\.sh$/ }, () => ({
      contents: `
        import { readFileSync } from 'node:fs';
        export default readFileSync(new URL('../collect.sh', import.meta.url), 'utf8');`,
      resolveDir: root,
      loader: 'js',
    }));
  },
};

const asWritten = [esbuildYaml, inkWithoutDevtools, yogaApart, lean];

/** Bundles entry points (name: source file) into a folder; gives esbuild's metafile. */
export const bundle = async (entryPoints, outdir, { version, ...options }) => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'data/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    plugins: [computedSchemas, collectorBeside, ...asWritten],
    loader: { '.sh': 'text' },
    define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) },
    // Some bundled CommonJS packages still call require() for Node's own modules.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    ...options,
  });
  return metafile;
};

/** Imports a module of the sources as it is written, for a script that needs what it declares. */
export const importSource = async (file) => {
  const folder = await mkdtemp(join(root, 'node_modules/.musl-wizard-'));
  try {
    await bundle({ source: file }, folder, { version: '0', minify: false, splitting: false, plugins: asWritten });
    return await import(pathToFileURL(join(folder, 'source.mjs')).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

// How the sources become JavaScript: one set of options for the program, its library and the build's own scripts.
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { asPublished } from './as-published.mjs';
import { canarySources } from './canary-plugin.mjs';
import { chunkGroups } from './chunk-groups.mjs';
import { closed } from './closed-plugin.mjs';
import { root } from './ensure.mjs';
import {
  besideInk,
  columnsEntry,
  devtools,
  inkEntry,
  insideInk,
  sharedColumns,
  withoutDevtools,
} from './ink-plugin.mjs';
import { computedSchemas } from './schema-plugin.mjs';
import { packedWasm } from './wasm-plugin.mjs';
import { packedYaml } from './yaml-plugin.mjs';

/** The text of the shell collector is that of dist/collect.sh, which the build writes. */
const collectorBeside = {
  name: 'collector-beside',
  load: {
    filter: { id: /\/collector\.sh$/ },
    handler: () => ({
      code: `
        import { readFileSync } from 'node:fs';
        export default readFileSync(new URL('../collect.sh', import.meta.url), 'utf8');`,
      moduleType: 'js',
    }),
  },
};

const asWritten = [packedYaml, packedWasm, canarySources, withoutDevtools];

const options = (version, plugins) => ({
  cwd: root,
  platform: 'node',
  plugins,
  // Nothing is imported for what it does when loaded; not all packages say so of themselves.
  treeshake: { moduleSideEffects: false },
  moduleTypes: { '.sh': 'text' },
  transform: {
    target: 'node20',
    define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) },
  },
  // Neither what is imported at once in one place and later in another, nor how long it took, need be reported; nor the
  // eval in web-tree-sitter, for code in WebAssembly modules: ours have none.
  checks: { ineffectiveDynamicImport: false, bundlerTimings: false, eval: false },
});

/** The front doors: name in dist and module, the program first. */
const entries = {
  cli: 'src/cli.ts',
  index: 'src/index.ts',
  'inspect-worker': 'src/inspect/inspect-worker.ts',
  [columnsEntry]: 'columns:',
};

/**
 * Bundles the front doors and all behind them; gives rolldown's output, chunks and files.
 * @param outdir a folder to write them to; null for none
 * @param plugins further ones, as the test has that one which edits packages is refused
 */
export const bundle = async (outdir, { version, sourcemap = false, plugins = [] }) => {
  const audit = asPublished({ leftOut: devtools, sharedBy: sharedColumns });
  const ours = [computedSchemas(), collectorBeside, besideInk, ...asWritten, closed];
  const input = { ...options(version, [...plugins, ...ours, audit]), input: entries };
  const layout = {
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    assetFileNames: 'data/[name]-[hash][extname]',
  };
  const written = {
    ...layout,
    ...(outdir ? { dir: outdir } : {}),
    minify: true,
    comments: false,
    sourcemap: sourcemap && 'hidden',
  };
  const screen = await rolldown({
    ...options(version, [...plugins, insideInk, withoutDevtools, closed, audit]),
    input: { ink: inkEntry },
  });
  const ink = await screen[outdir ? 'write' : 'generate']({ ...written, codeSplitting: false });
  await screen.close();
  const apart = await rolldown(input);
  const { output } = await apart.generate({ ...layout, minify: false });
  await apart.close();
  const together = await rolldown({ ...input, preserveEntrySignatures: 'allow-extension' });
  const program = await together[outdir ? 'write' : 'generate']({
    ...written,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ name: chunkGroups(output), debugName: 'chunk-groups' }],
    },
  });
  await together.close();
  return [...program.output, ...ink.output];
};

/**
 * Bundles one module into one file, as a script or a test of its own needs it.
 * @param module `input`: its file; or `text`: what would stand in a file in the root. All else is an option of rolldown's output.
 */
export const bundleFile = async (file, { input = textHere, text, plugins = [], define = {}, ...output }) => {
  const given = {
    name: 'given',
    resolveId: { filter: { id: /^text:here$/ }, handler: () => join(root, 'text.ts') },
    load: { filter: { id: /\/text\.ts$/ }, handler: () => text },
  };
  const { transform, ...rest } = options('0', [plugins, given]);
  const one = await rolldown({
    ...rest,
    transform: { ...transform, define: { ...transform.define, ...define } },
    input,
  });
  await one.write({ file, codeSplitting: false, ...output });
  await one.close();
};
const textHere = 'text:here';

/** Imports a module of the sources as it is written, for a script that needs what it declares. */
export const importSource = async (source) => {
  const folder = await mkdtemp(join(root, 'node_modules/.musl-wizard-'));
  try {
    const file = join(folder, 'source.mjs');
    await bundleFile(file, { input: source, plugins: asWritten });
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

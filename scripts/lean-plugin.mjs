// Leaves out of the bundle what our use of a package never reaches. Each stand-in keeps the contract that is used.
import { dirname } from 'node:path';
import { root } from './ensure.mjs';
import { leanExeca } from './lean-execa.mjs';

/** Contents by path below node_modules. */
const files = {
  ...leanExeca,
  // No schema of ours names a format; a format that is not known is none for typebox either.
  'typebox/build/format/index.mjs': 'export const Format = { Test: () => true };',
  // Shell scripts of tab, which completion-scripts.ts has in another form.
  '@bomb.sh/tab/dist/powershell-*.mjs': "const none = () => ''; export { none as i, none as n, none as r, none as t };",
  // https-proxy-agent's log, for those who set DEBUG.
  'debug/src/index.js': 'export default () => () => {};',
  // Our lists have an indicator of their own (components/choice.tsx).
  'figures/index.js': "export default { pointer: '>' };",
  // Ink's page for an error in a component shows the source code around it, which a bundle has not; cli.ts tells the error.
  'ink/build/components/ErrorOverview.js': 'export default () => null;',
};

/** conf's packages, by name. */
const ofConf = {
  // conf compiles one schema and reads `errors`; typebox, which is in the bundle anyway, checks the same JSON Schema.
  'ajv/dist/2020.js': `
    import { Errors } from 'typebox/schema';
    export class Ajv2020 {
      compile(schema) {
        const validate = (value) => {
          [, validate.errors] = Errors(schema, value);
          return validate.errors.length === 0;
        };
        return validate;
      }
    }`,
  // No format is named in the schema.
  'ajv-formats': 'export default { default: () => {} };',
  // Only migrations compare versions, and there are none.
  semver: 'export default {};',
};

const packages = [...new Set(Object.keys(files).map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)[0]))].join('|');

/** esbuild: the packages without what is never reached. */
export const lean = {
  name: 'lean',
  setup(build) {
    build.onLoad({ filter: new RegExp(`/node_modules/(?:${packages})/.*\\.m?js$`) }, ({ path }) => {
      const inside = path.slice(path.lastIndexOf('/node_modules/') + '/node_modules/'.length);
      const contents = files[inside.replace(/-\w+\.mjs$/, '-*.mjs')] ?? files[inside];
      return contents === undefined ? undefined : { contents, resolveDir: dirname(path) };
    });
    build.onResolve({ filter: /^(ajv\/dist\/2020\.js|ajv-formats|semver)$/ }, ({ path, importer, resolveDir }) =>
      importer.includes('/node_modules/conf/') ? { path, namespace: 'lean', pluginData: resolveDir } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lean' }, ({ path, pluginData }) => ({
      contents: ofConf[path],
      resolveDir: pluginData,
    }));
    // wrap-ansi would bring an older string-width with a table of emoji of its own, beside the one that Ink uses.
    build.onResolve({ filter: /^string-width$/ }, ({ path, kind, importer }) =>
      importer.includes('/node_modules/wrap-ansi/') ? build.resolve(path, { kind, resolveDir: root }) : undefined,
    );
  },
};

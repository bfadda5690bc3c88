// Leaves out of the bundle what our use of a package never reaches. Each stand-in keeps the contract that is used.
const standIns = {
  // conf compiles one schema and reads `errors`; typebox, which is in the bundle anyway, checks the same JSON Schema.
  'ajv/dist/2020.js': `
    import { Errors } from 'typebox/value';
    export class Ajv2020 {
      compile(schema) {
        const validate = (value) => {
          validate.errors = [...Errors(schema, value)];
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

/** esbuild: conf without ajv and semver, tab without the shell scripts that are not used (completion-scripts.ts). */
export const lean = {
  name: 'lean',
  setup(build) {
    build.onResolve({ filter: /^(ajv\/dist\/2020\.js|ajv-formats|semver)$/ }, ({ path, importer, resolveDir }) =>
      importer.includes('/node_modules/conf/') ? { path, namespace: 'lean', pluginData: resolveDir } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lean' }, ({ path, pluginData }) => ({
      contents: standIns[path],
      resolveDir: pluginData,
    }));
    build.onLoad({ filter: /@bomb\.sh\/tab\/dist\/powershell-\w+\.mjs$/ }, () => ({
      contents: "const none = () => ''; export { none as i, none as n, none as r, none as t };",
    }));
  },
};

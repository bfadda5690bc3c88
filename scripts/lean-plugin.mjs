// Leaves out of the bundle what our use of a package never reaches. Each stand-in keeps the contract that is used.
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { leanExeca } from './lean-execa.mjs';

/** Keywords of JSON Schema that no schema of ours has: one that had would be told so. */
const keywordsUnused = [
  ...['additionalItems', 'contains', 'dependencies', 'dependentRequired', 'dependentSchemas', 'dynamicRef'],
  ...['maxContains', 'minContains', 'prefixItems', 'propertyNames', 'recursiveRef'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
];
const leanTypebox = Object.fromEntries(
  keywordsUnused.map((keyword) => {
    const name = keyword[0].toUpperCase() + keyword.slice(1);
    const path = `typebox/build/schema/engine/${keyword}.mjs`;
    return [
      path,
      `const ${name} = () => { throw new Error('no ${keyword} here'); };
      export { ${name} as Build${name}, ${name} as Check${name}, ${name} as Error${name} };`,
    ];
  }),
);

/** Contents by path below node_modules. */
const files = {
  ...leanExeca,
  ...leanTypebox,
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

/** Whole packages, by name, in place of those that conf and Ink bring. */
const packagesOf = {
  'signal-exit': `export { onExit as default } from '${join(root, 'node_modules/signal-exit/dist/mjs/index.js')}';`,
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
  // The folder is always named; env-paths asks for the home folder as it is loaded, and ends a program that has none.
  'env-paths': 'export default () => ({});',
  // Only migrations compare versions, and there are none.
  semver: 'export default {};',
};

const packages = [...new Set(Object.keys(files).map((path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)[0]))].join('|');

/** A stand-in is a file that is not there, in a folder from which packages are found. */
const standIns = join(root, '.lean/');

/** rolldown: the packages without what is never reached. */
export const lean = {
  name: 'lean',
  resolveId: {
    filter: { id: /^(ajv\/dist\/2020\.js|ajv-formats|env-paths|semver|signal-exit)$/ },
    handler(name, importer = '') {
      // Ink and restore-cursor bring an older one each, which differs in how it is imported.
      if (name === 'signal-exit' && /\/(ink|restore-cursor)\//.test(importer)) return standIns + name;
      return importer.includes('/node_modules/conf/') ? standIns + name : null;
    },
  },
  load: {
    filter: { id: new RegExp(`/(?:\\.lean|node_modules/(?:${packages}))/`) },
    handler(id) {
      if (id.startsWith(standIns)) return packagesOf[id.slice(standIns.length)];
      const inside = id.slice(id.lastIndexOf('/node_modules/') + '/node_modules/'.length);
      return files[inside.replace(/-\w+\.mjs$/, '-*.mjs')] ?? files[inside];
    },
  },
};

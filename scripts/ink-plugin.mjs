// Ink, React and Yoga are a file of their own, dist/ink.mjs, bundled apart from the program. Modules of Ink and Yoga wait at
// their top (Yoga unpacks its WebAssembly there), and where a module of a bundle does, rolldown merges no files. It lies
// beside the front doors, since Ink looks for a package.json in the folder above when DEV=true is in the environment.
import { join } from 'node:path';
import { root } from './ensure.mjs';

/** The entry of that bundle: what the sources take, and what JSX becomes. */
export const inkEntry = 'ink:';
const taken = 'src/ui/ink.ts';
const inkText = `export * from './${taken}'; export { Fragment, jsx, jsxs } from 'react/jsx-runtime';`;
/** The front door of the program that gives what both bundles use. */
export const columnsEntry = 'columns';
const columns = { 'string-width': 'stringWidth', 'wrap-ansi': 'wrapAnsi', 'slice-ansi': 'sliceAnsi' };
export const sharedColumns = /^\0columns:/;
/** Ink's module that is left out. */
export const devtools = /\/node_modules\/ink\/build\/devtools\.js$/;
/** What belongs into dist/ink.mjs and nowhere else: twice in one process, its state would be split. */
const apart = /\/node_modules\/(ink|ink-select-input|react|react-reconciler|scheduler|yoga-layout)\//;

/** rolldown: the program imports Ink from dist/ink.mjs, and gives away what measures and cuts text. */
export const besideInk = {
  name: 'beside-ink',
  resolveId: {
    filter: { id: /^(\.{1,2}\/(ui\/)?ink\.js|react\/jsx-runtime|columns:)$/ },
    handler: (id) => (id === 'columns:' ? '\0columns' : { id: '../ink.mjs', external: true }),
  },
  load: {
    filter: { id: /^\0columns$/ },
    handler: () =>
      Object.entries(columns)
        .map(([from, name]) => `export { default as ${name} } from '${from}';`)
        .join('\n'),
  },
  transform: {
    filter: { id: apart },
    handler(_, id) {
      throw new Error(`${id} belongs into dist/ink.mjs: import it through ${taken}`);
    },
  },
};

/** rolldown: that bundle; what measures and cuts text it takes from the program's files. */
export const insideInk = {
  name: 'inside-ink',
  resolveId: {
    filter: { id: new RegExp(`^(${Object.keys(columns).join('|')}|\\./${columnsEntry}\\.mjs|${inkEntry})$`) },
    handler(id) {
      if (id === inkEntry) return join(root, 'ink-entry.ts');
      return id in columns ? `\0columns:${id}` : { id, external: true };
    },
  },
  load: {
    filter: { id: /^\0columns:|\/ink-entry\.ts$/ },
    handler: (id) =>
      id.startsWith('\0')
        ? `export { ${columns[id.split(':')[1]]} as default } from './${columnsEntry}.mjs';`
        : inkText,
  },
};

/**
 * rolldown: leaves out Ink's developer tools, an optional module that Ink imports when DEV=true is in the environment, as
 * many people have it for tools of their own. It would want a package that is not there.
 */
export const withoutDevtools = {
  name: 'without-ink-devtools',
  load: { filter: { id: devtools }, handler: () => 'export {};' },
};

import { readFile } from 'node:fs/promises';

const inPackage = /\/node_modules\/(?!\.)[^\0]*$/;

/**
 * rolldown: fails where another plug-in edits or replaces a file of a package, or leads an import of one elsewhere than
 * into a package or Node. It stands last.
 * @param leftOut whole optional modules that may be empty: a pattern of their files
 * @param sharedBy packages that stand in another file of the bundle: a pattern of the modules that lead there
 */
export const asPublished = ({ leftOut, sharedBy }) => ({
  name: 'as-published',
  transform: {
    order: 'post',
    filter: { id: inPackage },
    async handler(code, id) {
      if (leftOut.test(id)) {
        if (code !== 'export {};') throw new Error(`${id} is to be left out as a whole, not replaced`);
      } else if (code !== (await readFile(id, 'utf8'))) throw new Error(`${id} is not bundled as published`);
    },
  },
  moduleParsed({ id, importedIds, dynamicallyImportedIds }) {
    if (!inPackage.test(id)) return;
    for (const imported of [...importedIds, ...dynamicallyImportedIds])
      if (imported.startsWith('\0') ? !sharedBy.test(imported) : imported.startsWith('/') && !inPackage.test(imported))
        throw new Error(`${id} does not import what it was published with, but ${JSON.stringify(imported)}`);
  },
});

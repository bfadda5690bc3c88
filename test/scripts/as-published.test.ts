import { describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.mjs';

// Every build of the bundle compares each file of a package with the one on disk, and where its imports lead.

describe('a plug-in that', () => {
  it.each([
    {
      does: 'edits a file of a package of the program',
      plugin: { transform: (code: string, id: string) => (id.endsWith('/execa/index.js') ? `${code}\n` : null) },
      fault: '/execa/index.js is not bundled as published',
    },
    {
      does: 'replaces a file of a package behind Ink',
      plugin: { load: (id: string) => (id.endsWith('/yoga-layout/dist/src/index.js') ? 'export default {};' : null) },
      fault: '/yoga-layout/dist/src/index.js is not bundled as published',
    },
    {
      does: 'fills the module that is left out',
      plugin: { load: (id: string) => (id.endsWith('/ink/build/devtools.js') ? 'globalThis.a = 1;' : null) },
      fault: '/ink/build/devtools.js is to be left out as a whole, not replaced',
    },
    {
      does: 'leads an import of a package to a module of its own',
      plugin: {
        resolveId: (id: string) => (id === 'cli-boxes' ? '\0stub' : null),
        load: (id: string) => (id === '\0stub' ? 'export default {};' : null),
      },
      fault: 'does not import what it was published with, but "\\u0000stub"',
    },
    {
      does: 'leads an import of a package to a file of the program',
      plugin: {
        resolveId: (id: string) =>
          id === 'cli-boxes' ? new URL('../../src/globals.d.ts', import.meta.url).pathname : null,
      },
      fault: 'does not import what it was published with, but',
    },
  ])('$does fails the build', async ({ plugin, fault }) => {
    await expect(bundle(null, { version: '0', plugins: [{ name: 'planted', ...plugin }] })).rejects.toThrow(fault);
  });
});

it('bundles Ink and what it needs in one file, and none of its packages elsewhere', async () => {
  const output = await bundle(null, { version: '0' });
  const filesOf = (name: string): string[] =>
    output
      .filter((file) => file.type === 'chunk' && file.moduleIds.some((id) => id.includes(`/node_modules/${name}/`)))
      .map(({ fileName }) => fileName.replace(/-[\w-]+\.mjs$/, ''));
  for (const name of ['ink', 'react', 'react-reconciler', 'yoga-layout', 'ink-select-input'])
    expect([name, filesOf(name)]).toEqual([name, ['ink.mjs']]);
  for (const name of ['string-width', 'wrap-ansi', 'slice-ansi']) expect(filesOf(name)).toHaveLength(1);
  expect(filesOf('string-width')).not.toEqual(['ink.mjs']);
  const files = Object.fromEntries(output.map((file) => [file.fileName, file.type === 'chunk' ? file.imports : []]));
  expect(files['ink.mjs']).toContain('./columns.mjs');
});

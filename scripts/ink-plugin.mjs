import { readFile } from 'node:fs/promises';

/**
 * Ink looks for react-devtools-core when DEV=true is in the environment, and many people have that set
 * for tools of their own. The bundle leaves that branch out, and with it a WebSocket client.
 */
export const inkWithoutDevtools = {
  name: 'ink-without-devtools',
  setup(build) {
    build.onLoad({ filter: /\/ink\/build\/(reconciler|ink)\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('isDev()', 'false'),
      loader: 'js',
    }));
  },
};

/**
 * Ink looks for react-devtools-core when DEV=true is in the environment, and many people have that set
 * for tools of their own. The bundle leaves that branch out, and with it a WebSocket client. Nor does it
 * wait there: where a module waits at its top, rolldown merges no chunks.
 */
export const inkWithoutDevtools = {
  name: 'ink-without-devtools',
  transform: {
    filter: { id: /\/ink\/build\/(reconciler|ink)\.js$/ },
    handler: (code) =>
      code.replaceAll('isDev()', 'false').replace(/await (?=import\('\.\/devtools|loadPackageJson)/g, ''),
  },
};

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

/** What Ink's host config says of itself, for React's reconciler, which is made for hosts of every kind. */
const host = {
  supportsMutation: true,
  supportsPersistence: false,
  supportsHydration: false,
  supportsResources: false,
  supportsSingletons: false,
  supportsTestSelectors: false,
  supportsMicrotasks: true,
  isPrimaryRenderer: true,
};

const flags = new RegExp(
  `(\\$\\$\\$config\\.)?\\b(${Object.keys(host).join('|')})\\b( = \\$\\$\\$config\\.\\w+)?`,
  'g',
);

/** The reconciler without what it would do for a host that hydrates, persists, or has resources and singletons. */
export const reconcilerForInk = {
  name: 'reconciler-for-ink',
  transform: {
    filter: { id: /\/react-reconciler\/cjs\/react-reconciler\.production\.js$/ },
    handler: (code) =>
      code.replace(flags, (all, ofConfig, name, declared) => {
        if (ofConfig) return all;
        return declared ? `${name}OfHost${declared}` : host[name];
      }),
  },
};

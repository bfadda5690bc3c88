import { type CaptureKey, type Captures, errorOf, runOf, stdoutOf, textOf, unread } from '../machine/capture.js';
import {
  type DockerFacts,
  type EngineState,
  goArchitectures,
  imageLists,
  images,
  unknownDaemon,
} from './parse/engine.js';
import { colonFields } from './parse/fields.js';
import { at, parseJson, textAt } from './parse/json.js';
import { tool } from './parse/tool.js';

/** Where images are kept, for root and for a user. Source: containers-storage.conf(5). */
const stores = ['/var/lib/containers/storage', '$HOME/.local/share/containers/storage'] as const;

export const daemonlessKeys = [
  'which:podman',
  'run:podman --version',
  imageLists.podman,
  'env:CONTAINER_HOST',
  'file:/proc/self/status',
  'run:uname -rm',
  ...stores.map((path) => `paths:${path}/*-images` as const),
  'which:buildah',
  'run:buildah --version',
  'run:buildah info',
  imageLists.buildah,
] as const satisfies CaptureKey[];

/**
 * Podman, without `podman info`: that asks the package manager for the origin of its helpers and
 * takes ten times as long as all else. What it knows of the storage shows in the storage itself.
 */
export const podman = (captures: Captures): DockerFacts => {
  const cli = tool(captures, 'podman', 'run:podman --version');
  const remote = unread(captures, 'env:CONTAINER_HOST') ? null : Boolean(textOf(captures, 'env:CONTAINER_HOST'));
  const state = daemonless(captures, 'podman', imageLists.podman);
  const local = cli !== null && remote === false;
  const uid = colonFields(textOf(captures, 'file:/proc/self/status')).get('Uid')?.split(/\s+/)[1];
  const rootless = local && uid !== undefined ? uid !== '0' : null;
  const store = local ? storeOf(captures, rootless) : null;
  const arch = stdoutOf(captures, 'run:uname -rm')?.split(' ')[1];
  return {
    cli,
    daemon: {
      ...unknownDaemon,
      state: remote && state === 'stopped' ? 'unreachable' : state,
      version: local ? cli.version : null,
      rootless,
      storageDriver: store?.driver ?? null,
      host: textOf(captures, 'env:CONTAINER_HOST') || null,
      remote: cli ? remote : null,
      platforms: local && state === 'running' && arch ? [`linux/${goArchitectures[arch] ?? arch}`] : [],
      images: images(captures, imageLists.podman),
      rootDir: store?.folder ?? null,
    },
    buildx: null,
    builder: null,
  };
};

/** The storage in use: each driver keeps its images in a folder named after it. */
const storeOf = (
  captures: Captures,
  rootless: boolean | null,
): { readonly driver: string; readonly folder: string } | null => {
  const path = textOf(captures, `paths:${stores[rootless ? 1 : 0]}/*-images`)?.split('\n')[0];
  const [, folder, driver] = /^(.*)\/([\w-]+)-images$/.exec(path ?? '') ?? [];
  return folder && driver ? { folder, driver } : null;
};

export const buildah = (captures: Captures): DockerFacts => {
  const info = parseJson(stdoutOf(captures, 'run:buildah info'));
  const cli = tool(captures, 'buildah', 'run:buildah --version');
  const rootless = at(info, 'host', 'rootless');
  return {
    cli,
    daemon: {
      ...unknownDaemon,
      state: daemonless(captures, 'buildah', 'run:buildah info'),
      version: cli?.version ?? null,
      rootless: typeof rootless === 'boolean' ? rootless : null,
      storageDriver: textAt(info, 'store', 'GraphDriverName'),
      remote: cli ? false : null,
      images: images(captures, imageLists.buildah),
      rootDir: textAt(info, 'store', 'GraphRoot'),
    },
    buildx: null,
    builder: null,
  };
};

/** An engine without a daemon runs if its own inspection of the machine succeeds. */
const daemonless = (captures: Captures, name: string, command: `run:${string}`): EngineState => {
  if (textOf(captures, `which:${name}`) === null)
    return errorOf(captures, `which:${name}`) === 'ENOENT' ? 'absent' : null;
  const run = runOf(captures, command);
  if (!run || run.timedOut || run.code === null) return null;
  if (run.code === 0) return 'running';
  if (/permission denied|operation not permitted/i.test(run.stderr)) return 'denied';
  return /connection refused|unable to connect|cannot connect/i.test(run.stderr) ? 'unreachable' : 'stopped';
};

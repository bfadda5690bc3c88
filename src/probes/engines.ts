import { type CaptureKey, type Captures, errorOf, stdoutOf, textOf, unread } from '../machine/capture.js';
import { buildah, daemonlessKeys, podman } from './daemonless-engines.js';
import { type DockerInfo, dockerInfo, dockerInfoKeys } from './parse/docker-info.js';
import { type DockerFacts, type EngineState, goArchitectures, imageLists, images } from './parse/engine.js';
import { listAt, textAt } from './parse/json.js';
import type { Probe } from './probe.js';

/** Container engines. Sources: docker-info(1), podman-images(1), buildah-info(1), unix(7) for what a connection says. */
export const enginesProbe: Probe<'engines'> = {
  domain: 'engines',
  reads: [
    'which:docker',
    ...dockerInfoKeys,
    'connect:/var/run/docker.sock',
    'connect:$XDG_RUNTIME_DIR/docker.sock',
    'env:XDG_RUNTIME_DIR',
    'group:docker',
    imageLists.docker,
    'run:docker buildx inspect',
    ...daemonlessKeys,
    // Read for the diagnosis alone: whether a daemon can be started here, and what rootless containers want.
    'which:dockerd',
    'which:newuidmap',
    'file:/etc/subuid',
    'env:USER',
  ] satisfies CaptureKey[],
  interpret: (captures) => ({ docker: docker(captures), podman: podman(captures), buildah: buildah(captures) }),
};

const docker = (captures: Captures): DockerFacts => {
  const info = dockerInfo(captures);
  const { json } = info;
  const path = textOf(captures, 'which:docker');
  const plugins = listAt(json, 'ClientInfo', 'Plugins');
  const buildx = plugins.find((plugin) => textAt(plugin, 'Name') === 'buildx');
  const buildxPath = textAt(buildx, 'Path');
  const options = listAt(json, 'SecurityOptions');
  return {
    cli: path ? { path, version: textAt(json, 'ClientInfo', 'Version') } : null,
    daemon: {
      state: dockerState(captures, info),
      version: textAt(json, 'ServerVersion') ?? textAt(json, 'version', 'Version'),
      rootless: info.answered ? options.some((option) => String(option).includes('name=rootless')) : null,
      storageDriver: textAt(json, 'Driver') ?? textAt(json, 'store', 'graphDriverName'),
      host: info.host,
      context: info.context,
      remote: info.remote,
      platforms: dockerPlatforms(captures, json),
      images: images(captures, imageLists.docker),
      rootDir: textAt(json, 'DockerRootDir') ?? textAt(json, 'store', 'graphRoot'),
    },
    buildx:
      buildx && buildxPath ? { path: buildxPath, version: textAt(buildx, 'Version')?.replace(/^v/, '') ?? null } : null,
    builder: builderOf(captures),
  };
};

const dockerState = (captures: Captures, info: DockerInfo): EngineState => {
  if (unread(captures, 'which:docker')) return null;
  if (info.answered) return 'running';
  const cli = textOf(captures, 'which:docker') !== null;
  if (/permission denied|EACCES/i.test(info.errors)) return 'denied';
  if (info.open) return null;
  if (info.remote) return cli ? 'unreachable' : 'absent';
  const connected = textOf(captures, 'connect:/var/run/docker.sock') !== null;
  const error = errorOf(captures, 'connect:/var/run/docker.sock');
  // The client looked, by whatever endpoint it is set to, and found nobody.
  if (cli && info.json !== null) return info.host ? 'stopped' : 'unreachable';
  if (connected) return cli ? null : 'running';
  if (error === 'EACCES') return 'denied';
  if (cli) return error === 'ENOENT' || error === 'ECONNREFUSED' ? 'stopped' : null;
  if (error === 'ECONNREFUSED') return 'stopped';
  return errorOf(captures, 'which:docker') === 'ENOENT' ? 'absent' : null;
};

/** The builder in use, where its driver or a node's endpoint says that it is elsewhere. From docker-buildx-inspect(1). */
const builderOf = (captures: Captures): string | null => {
  const inspected = stdoutOf(captures, 'run:docker buildx inspect') ?? '';
  const elsewhere = /^Driver:\s+(?:remote|kubernetes|cloud)$|^Endpoint:\s+(?:tcp|ssh|https?):/m.test(inspected);
  return elsewhere ? (/^Name:\s+(\S+)$/m.exec(inspected)?.[1] ?? null) : null;
};

/** What BuildKit's builder says it can execute; else only the server's own. */
const dockerPlatforms = (captures: Captures, info: unknown): string[] => {
  const inspected = /^Platforms:(.*)$/m.exec(stdoutOf(captures, 'run:docker buildx inspect') ?? '')?.[1];
  if (inspected)
    return inspected
      .split(',')
      .map((name) => name.trim().replace(/\*$/, ''))
      .filter(Boolean);
  const [system, arch] = [textAt(info, 'OSType'), textAt(info, 'Architecture')];
  return system && arch ? [`${system}/${goArchitectures[arch] ?? arch}`] : [];
};

import type { Facts } from '../../facts/facts.js';
import { type Captures, stdoutOf } from '../../machine/capture.js';

export type DockerFacts = Facts['engines']['docker'];
export type EngineState = DockerFacts['daemon']['state'];

/** How engines are asked for their images. Podman measures each first, and there are often many without a name. */
export const imageLists = {
  docker: 'run:docker image ls --format {{.Repository}}:{{.Tag}}',
  podman: 'run:podman images --filter dangling=false --format {{.Repository}}:{{.Tag}}',
  buildah: 'run:buildah images --format {{.Name}}:{{.Tag}}',
} as const;

/** An engine of which nothing is known. */
export const unknownDaemon: DockerFacts['daemon'] = {
  state: null,
  version: null,
  rootless: null,
  storageDriver: null,
  host: null,
  context: null,
  remote: null,
  platforms: [],
  images: [],
  rootDir: null,
};

/** Names that engines have for architectures of uname(2). */
export const goArchitectures: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  i686: '386',
  armv7l: 'arm/v7',
};

/**
 * Names of Alpine's images, as an engine's list gives them; without a tag only Alpine's own, which was pulled by digest.
 * Nothing else in it is read. In the engine's own order, which redaction leaves as it is.
 */
export const images = (captures: Captures, key: `run:${string}`): string[] =>
  (stdoutOf(captures, key) ?? '')
    .split('\n')
    .filter(
      (name) =>
        /alpine/i.test(name) &&
        (!name.includes('<none>') || /^(?:docker\.io\/)?(?:library\/)?alpine:<none>$/.test(name)),
    );

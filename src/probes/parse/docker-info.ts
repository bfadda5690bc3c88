import { type Captures, runOf, textOf, unread } from '../../machine/capture.js';
import { at, listAt, parseJson, textAt } from './json.js';

/** What `docker info` said, and of which endpoint. */
export interface DockerInfo {
  readonly json: unknown;
  /** Not known which endpoint was meant, or the client was not run: there was no time, or no room. */
  readonly open: boolean;
  /** The server answered. */
  readonly answered: boolean;
  readonly errors: string;
  readonly context: string | null;
  readonly host: string | null;
  readonly remote: boolean | null;
}

const infoCommand = 'run:docker info --format {{.|json}}';

export const dockerInfoKeys = [
  infoCommand,
  'env:DOCKER_HOST',
  'env:DOCKER_CONTEXT',
  'env:DOCKER_CONFIG',
  'file:$DOCKER_CONFIG/config.json',
  'glob:$DOCKER_CONFIG/contexts/meta/*/meta.json',
  'file:$HOME/.docker/config.json',
  'glob:$HOME/.docker/contexts/meta/*/meta.json',
] as const;

const defaultHost = 'unix:///var/run/docker.sock';

/**
 * Reads the endpoint as the client chooses it: DOCKER_HOST, DOCKER_CONTEXT, currentContext of the
 * settings, then the default socket. Settings and contexts are in the folder that DOCKER_CONFIG names, else in the home.
 * Source: docs.docker.com, "Docker contexts"; docker(1), "Environment variables".
 */
export const dockerInfo = (captures: Captures): DockerInfo => {
  // It exits with 1 where no daemon answers, but still reports the client; output of one that was killed is incomplete.
  const ran = runOf(captures, infoCommand);
  const run = ran?.code === null ? null : ran;
  const json = parseJson(run?.stdout.trim() || null);
  const fromEnvironment = textOf(captures, 'env:DOCKER_HOST') || null;
  const folder = hasOwnFolder(captures) ? '$DOCKER_CONFIG' : '$HOME/.docker';
  const settings = parseJson(textOf(captures, `file:${folder}/config.json`));
  const context = fromEnvironment
    ? null
    : (textAt(json, 'ClientInfo', 'Context') ??
      (textOf(captures, 'env:DOCKER_CONTEXT') || textAt(settings, 'currentContext') || 'default'));
  const host = fromEnvironment ?? (context === 'default' ? defaultHost : hostOf(captures, folder, context));
  // Which endpoint is in use is not known where one that would come first was not read.
  const named = fromEnvironment ?? textAt(json, 'ClientInfo', 'Context');
  const hidden =
    unread(captures, 'env:DOCKER_HOST') ||
    (named === null && unread(captures, 'env:DOCKER_CONTEXT', `file:${folder}/config.json`));
  const serverErrors = listAt(json, 'ServerErrors').filter((line) => typeof line === 'string');
  return {
    json,
    open: hidden || (run === null && unread(captures, infoCommand)),
    // Podman answers to this name too, where it was installed as docker.
    answered: textAt(json, 'ServerVersion') !== null || textAt(json, 'version', 'Version') !== null,
    errors: [...serverErrors, run?.stderr ?? ''].join('\n'),
    context: (run || fromEnvironment) && !hidden ? context : null,
    host: (run || fromEnvironment) && !hidden ? host : null,
    remote: host === null || hidden ? null : !/^(?:unix|fd|npipe):/.test(host),
  };
};

/** Whether DOCKER_CONFIG leads to the settings that were asked for: not where it leads into a project. */
const hasOwnFolder = (captures: Captures): boolean => {
  const settings = captures['file:$DOCKER_CONFIG/config.json'];
  const left = settings && 'error' in settings && settings.error === 'unset';
  return Boolean(textOf(captures, 'env:DOCKER_CONFIG')) && !left;
};

const hostOf = (captures: Captures, folder: string, context: string | null): string | null => {
  const paths = textOf(captures, `glob:${folder}/contexts/meta/*/meta.json`)?.split('\n') ?? [];
  for (const path of paths) {
    const meta = parseJson(textOf(captures, `file:${path}`));
    if (at(meta, 'Name') === context) return textAt(meta, 'Endpoints', 'docker', 'Host');
  }
  return null;
};

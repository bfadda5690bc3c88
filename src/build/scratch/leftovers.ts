import { lstatSync, readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Facts } from '../../facts/facts.js';
import { type KernelLock, lockFile } from '../../files/kernel-lock.js';
import { readBounded } from '../../files/read-bounded.js';
import type { Environment } from '../../machine/expand.js';
import { ownFolderName, ownFolderPlaces } from '../../machine/own-folder.js';
import { queryEnvironment, queryFolder } from '../../machine/query-environment.js';
import { sanitizeLine } from '../../text/sanitize.js';
import type { CanaryOptions } from '../canary/canary.js';
import { signalMarked } from '../processes/marked-processes.js';
import { removeTree } from './remove-tree.js';
import { bootId, markerName, newMarkerName, prefix, type ScratchMarker } from './scratch.js';

/** What was left by a run that was killed, and is gone now. */
export interface RemovedLeftovers {
  readonly scratch: readonly string[];
  readonly processes: number;
  readonly containers: readonly string[];
  readonly images: readonly string[];
  /** Folders that are still there, since nothing shows whether a run of them lives. */
  readonly unknown: readonly string[];
}

/** The label on every container and image of a canary, and the variable in every process's environment. */
export const canaryLabel = 'musl-wizard.canary';
export const canaryVariable = 'MUSL_WIZARD_CANARY';

/** A folder without anything but a marker that is not whole is one that is just being made, unless it is older than this. */
const unmarkedAgeMs = 60_000;
/** A folder for one look lives for seconds. */
const ownFolderAgeMs = 3_600_000;

/**
 * Finds the scratch folders of runs that no longer live, ends what still runs for them, and removes
 * their containers, images and folders. Touches only folders of this user; follows no link.
 * @param engines paths of docker, podman and buildah
 * @param env their whole environment
 */
export const removeLeftovers = async (
  bases: readonly string[],
  engines: readonly string[],
  env: Environment = {},
): Promise<RemovedLeftovers> => {
  const found = bases.map(leftovers);
  const left = found.flatMap((each) => each.left);
  let processes = 0;
  const containers: string[] = [];
  const images: string[] = [];
  for (const { id, path } of left) {
    if (id === null) continue;
    processes += signalMarked(`${canaryVariable}=${id}`, 'SIGKILL', path);
    for (const engine of engines) {
      const removed = await removeLabelled((args) => call(engine, args, env), engine.endsWith('buildah'), id);
      containers.push(...removed.containers);
      images.push(...removed.images);
    }
  }
  for (const { path, lock } of left) {
    await removeTree(path, markerName);
    lock?.release();
  }
  const unknown = found.flatMap((each) => each.unknown);
  return { scratch: left.map(({ path }) => path), processes, containers, images, unknown };
};

/**
 * Removes what killed runs had left, and says so.
 * @param place environment of this program, and the current folder: neither steers an engine (as in run-build.ts)
 */
export const clearLeftovers = async (
  bases: readonly string[],
  facts: Facts,
  { env, folder }: { readonly env: Environment; readonly folder: string },
  onEvent: CanaryOptions['onEvent'],
): Promise<void> => {
  const engines = Object.values(facts.engines).flatMap(({ cli, daemon }) =>
    cli && daemon.state === 'running' ? [cli.path] : [],
  );
  const removed = await removeLeftovers(bases, engines, queryEnvironment(env, folder));
  if (removed.scratch.length > 0) onEvent({ type: 'note', text: describeRemoved(removed) });
  if (removed.unknown.length > 0) onEvent({ type: 'note', text: describeUnknown(removed.unknown) });
};

/** What is left where it is, as a harmless sentence. Pure. */
const describeUnknown = (paths: readonly string[]): string =>
  `Not removed, since its run may still be active: ${paths.map((path) => sanitizeLine(path)).join(', ')}. Remove it if no run is active.`;

/** What was cleared away, as a harmless sentence. Pure. */
const describeRemoved = ({ scratch, processes, containers, images }: Omit<RemovedLeftovers, 'unknown'>): string => {
  const more = [
    ...(processes > 0 ? [`${processes} processes ended`] : []),
    ...(containers.length > 0 ? [`${containers.length} containers removed`] : []),
    ...(images.length > 0 ? [`${images.length} images removed`] : []),
  ];
  const where = scratch.map((path) => sanitizeLine(path)).join(', ');
  return `Removed leftovers of an earlier run: ${[where, ...more].join('; ')}.`;
};

interface Leftover {
  readonly path: string;
  readonly id: string | null;
  readonly lock: KernelLock | null;
}

/** What is in a base: `left` by runs that no longer live, and what may or may not be, since nobody can tell. */
const leftovers = (base: string): { readonly left: readonly Leftover[]; readonly unknown: readonly string[] } => {
  const left: Leftover[] = [];
  const unknown: string[] = [];
  let names: readonly string[] = [];
  const isOwn = (name: string) => ownFolderName.test(name) && ownFolderPlaces().includes(base);
  try {
    names = readdirSync(base).filter((name) => name.startsWith(prefix) || isOwn(name));
  } catch {
    // no such base, or not readable: it has none of our folders
  }
  for (const name of names) {
    const path = join(base, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== process.geteuid?.()) continue;
    const age = Date.now() - stat.mtimeMs;
    if (isOwn(name)) {
      if (age > ownFolderAgeMs) left.push({ path, id: null, lock: null });
      continue;
    }
    const marker = readMarker(path);
    if (marker === null) {
      if (age > unmarkedAgeMs && isUnmarked(path)) left.push({ path, id: null, lock: null });
      continue;
    }
    const lock = marker.locked ? lockAbandoned(path, marker) : 'unknown';
    if (lock === 'unknown') unknown.push(path);
    else if (lock !== 'held') left.push({ path, id: marker.id, lock });
  }
  return { left, unknown };
};

/** Whether a folder has nothing but, at most, a marker that is not whole and whose lock nobody holds. */
const isUnmarked = (path: string): boolean => {
  const names = readdirSync(path);
  if (names.length === 0) return true;
  if (names.some((name) => name !== newMarkerName)) return false;
  const lock = lockFile(join(path, newMarkerName));
  if (typeof lock === 'object') lock.release();
  return lock !== 'held';
};

/** The lock of an owner that is gone; it keeps a second clean-up away from what the first removes. */
const lockAbandoned = (path: string, marker: ScratchMarker): KernelLock | 'held' | 'unknown' => {
  // Another kernel's locks are not seen here on a file system that both share and each locks for itself.
  if (marker.boot !== bootId() && isShared(path)) return 'unknown';
  try {
    return lockFile(join(path, markerName));
  } catch {
    return 'held'; // gone meanwhile, or not ours to open: nothing to remove
  }
};

/** statfs(2): NFS, SMB, 9P, FUSE, Ceph and AFS may be mounted by other machines, too. */
const sharedTypes: readonly number[] = [0x6969, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x00c36400, 0x5346414f];

const isShared = (path: string): boolean => sharedTypes.includes(statfsSync(path).type >>> 0);

const readMarker = (folder: string): ScratchMarker | null => {
  try {
    const marker: unknown = JSON.parse(readBounded(join(folder, markerName), maxMarkerBytes));
    return isMarker(marker) ? marker : null;
  } catch {
    return null; // missing, or not what was written
  }
};

const maxMarkerBytes = 4096;

const isMarker = (value: unknown): value is ScratchMarker => {
  const { id, locked, boot } = (value ?? {}) as { id?: unknown; locked?: unknown; boot?: unknown };
  const known = typeof locked === 'boolean' && (boot === null || typeof boot === 'string');
  return typeof id === 'string' && /^[0-9a-f]{12}$/.test(id) && known;
};

type CallEngine = (args: readonly string[]) => Promise<{ readonly exitCode?: number; readonly stdout: string }>;

/** Removes the containers and images with a canary's label from an engine. */
const removeLabelled = async (
  engine: CallEngine,
  buildah: boolean,
  id: string,
): Promise<{ containers: readonly string[]; images: readonly string[] }> => {
  const filter = `label=${canaryLabel}=${id}`;
  // buildah's working containers have no labels to filter by: they are named after the canary.
  const containers = await list(
    engine,
    buildah
      ? ['containers', '--quiet', '--filter', `name=musl-wizard-canary-${id}`]
      : ['ps', '--all', '--quiet', '--no-trunc', '--filter', filter],
  );
  if (containers.length > 0) await engine(buildah ? ['rm', ...containers] : ['rm', '--force', ...containers]);
  const images = await list(engine, ['images', '--all', '--quiet', '--no-trunc', '--filter', filter]);
  // By the label: an image between two steps of a build cannot be removed before those that rest on it.
  if (images.length > 0)
    await engine(buildah ? ['rmi', '--force', ...images] : ['image', 'prune', '--all', '--force', '--filter', filter]);
  return { containers, images };
};

const list = async (engine: CallEngine, args: readonly string[]): Promise<readonly string[]> => {
  const { exitCode, stdout } = await engine(args);
  return exitCode === 0 ? [...new Set(stdout.split('\n').filter((line) => /^[\w:]+$/.test(line)))] : [];
};

const call = (engine: string, args: readonly string[], env: Environment) =>
  execa(engine, args, {
    cwd: queryFolder,
    env,
    extendEnv: false,
    reject: false,
    timeout: 20_000,
    forceKillAfterDelay: 1000,
    stdin: 'ignore',
    maxBuffer: 1e6,
  });

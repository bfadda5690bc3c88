import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Facts } from '../../facts/facts.js';
import { ownFolderName } from '../../machine/own-folder.js';
import { sanitizeLine } from '../../text/sanitize.js';
import type { CanaryOptions } from '../canary/canary.js';
import { signalMarked } from '../processes/marked-processes.js';
import { isRunning, type ProcessId } from '../processes/process-id.js';
import { removeTree } from './remove-tree.js';
import { type Marker, markerName, prefix } from './scratch.js';

/** What was left by a run that was killed, and is gone now. */
export interface Swept {
  readonly scratch: readonly string[];
  readonly processes: number;
  readonly containers: readonly string[];
  readonly images: readonly string[];
}

/** The label on every container and image of a canary, and the variable in every process's environment. */
export const canaryLabel = 'musl-wizard.canary';
export const canaryVariable = 'MUSL_WIZARD_CANARY';

/** An empty folder without a marker is one that is just being made, unless it is older than this. */
const unmarkedAgeMs = 60_000;

/**
 * Finds the scratch folders of runs that no longer live, ends what still runs for them, and removes
 * their containers, images and folders. Touches only folders of this user; follows no link.
 */
export const sweep = async (bases: readonly string[], engines: readonly string[]): Promise<Swept> => {
  const left = bases.flatMap(leftovers);
  let processes = 0;
  const containers: string[] = [];
  const images: string[] = [];
  for (const { id } of left) {
    if (id === null) continue;
    processes += signalMarked(`${canaryVariable}=${id}`, 'SIGKILL');
    for (const engine of engines) {
      const removed = await removeLabelled(engine, id);
      containers.push(...removed.containers);
      images.push(...removed.images);
    }
  }
  for (const { path } of left) await removeTree(path);
  return { scratch: left.map(({ path }) => path), processes, containers, images };
};

/** Removes what killed runs had left, and says so. */
export const clearLeftovers = async (
  bases: readonly string[],
  facts: Facts,
  onEvent: CanaryOptions['onEvent'],
): Promise<void> => {
  const engines = Object.values(facts.engines).flatMap(({ cli, daemon }) =>
    cli && daemon.state === 'running' ? [cli.path] : [],
  );
  const swept = await sweep(bases, engines);
  if (swept.scratch.length > 0) onEvent({ type: 'note', text: describeSwept(swept) });
};

/** What was cleared away, as a harmless sentence. Pure. */
export const describeSwept = ({ scratch, processes, containers, images }: Swept): string => {
  const more = [
    ...(processes > 0 ? [`${processes} processes ended`] : []),
    ...(containers.length > 0 ? [`${containers.length} containers removed`] : []),
    ...(images.length > 0 ? [`${images.length} images removed`] : []),
  ];
  const where = scratch.map((path) => sanitizeLine(path)).join(', ');
  return `Cleared away what an earlier run had left: ${[where, ...more].join('; ')}.`;
};

const leftovers = (base: string): readonly { readonly path: string; readonly id: string | null }[] => {
  let names: readonly string[];
  try {
    names = readdirSync(base).filter((name) => name.startsWith(prefix) || ownFolderName.test(name));
  } catch {
    return []; // no such base, or not ours to read: nothing of ours is in it
  }
  return names.flatMap((name): { path: string; id: string | null }[] => {
    const path = join(base, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat?.isDirectory() || stat.uid !== process.getuid?.()) return [];
    const [, pid] = ownFolderName.exec(name) ?? [];
    if (pid !== undefined) return runs(Number(pid)) ? [] : [{ path, id: null }];
    const marker = readMarker(path);
    if (marker) return isRunning(marker.owner) ? [] : [{ path, id: marker.id }];
    const abandoned = Date.now() - stat.mtimeMs > unmarkedAgeMs && readdirSync(path).length === 0;
    return abandoned ? [{ path, id: null }] : [];
  });
};

/** kill(2) with signal 0: EPERM is a process of somebody else. */
const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const readMarker = (folder: string): Marker | null => {
  try {
    const marker: unknown = JSON.parse(readFileSync(join(folder, markerName), 'utf8'));
    return isMarker(marker) ? marker : null;
  } catch {
    return null; // missing or half-written
  }
};

const isMarker = (value: unknown): value is Marker => {
  const { id, owner } = (value ?? {}) as { id?: unknown; owner?: Partial<ProcessId> };
  return typeof id === 'string' && /^[0-9a-f]{12}$/.test(id) && Number.isInteger(owner?.pid);
};

/** Removes the containers and images with a canary's label from an engine (docker, podman or buildah, by path). */
export const removeLabelled = async (
  engine: string,
  id: string,
): Promise<{ containers: readonly string[]; images: readonly string[] }> => {
  const filter = `label=${canaryLabel}=${id}`;
  const buildah = engine.endsWith('buildah');
  // buildah's working containers have no labels to filter by: they are named after the canary.
  const containers = buildah
    ? await list(engine, ['containers', '--quiet', '--filter', `name=musl-wizard-canary-${id}`])
    : await list(engine, ['ps', '--all', '--quiet', '--no-trunc', '--filter', filter]);
  if (containers.length > 0) await call(engine, buildah ? ['rm', ...containers] : ['rm', '--force', ...containers]);
  const images = await list(engine, ['images', '--all', '--quiet', '--no-trunc', '--filter', filter]);
  if (images.length > 0) await call(engine, ['rmi', '--force', ...images]);
  return { containers, images };
};

const list = async (engine: string, args: readonly string[]): Promise<readonly string[]> => {
  const { exitCode, stdout } = await call(engine, args);
  return exitCode === 0 ? [...new Set(stdout.split('\n').filter((line) => /^[\w:]+$/.test(line)))] : [];
};

const call = (engine: string, args: readonly string[]) =>
  execa(engine, args, { reject: false, timeout: 20_000, forceKillAfterDelay: 1000, stdin: 'ignore', maxBuffer: 1e6 });

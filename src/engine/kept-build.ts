import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuildResult, BuiltProgram } from '../build/project/build-result.js';
import { putProgram } from '../build/project/output.js';
import type { Facts } from '../facts/facts.js';
import { ensureFolder } from '../files/ensure-folder.js';
import { distrustOwn } from '../files/in-project.js';
import { readBounded } from '../files/read-bounded.js';
import { writeWhole } from '../files/write-whole.js';
import type { Setup } from '../project/setup.js';
import type { RungId } from '../rungs/registry.js';
import { formatAgo } from '../text/format.js';
import { buildBasis } from './build-basis.js';
import { sourceKey } from './source-key.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The last build of a project (**contract**: `lastBuild` of `status --json`). */
export interface LastBuild {
  readonly outcome: BuildResult['outcome'];
  /** ISO 8601. */
  readonly at: string;
  /** Names of the programs. */
  readonly programs: readonly string[];
}

/** A build whose programs are kept. */
interface KeptBuild {
  /** ISO 8601. */
  readonly at: string;
  /** What the build was made of. */
  readonly key: string;
  readonly result: BuildResult;
  /** SHA-256 of each program, in order. */
  readonly digests: readonly string[];
}

/** Folder of what is kept of a project's builds. */
export const keptFolder = (state: string, project: string): string =>
  join(state, 'builds', createHash('sha256').update(project).digest('hex').slice(0, 32));

/** Folder of the programs of the last build by a rung, one for each rung so that they can be compared. */
export const keptPrograms = (folder: string, rung: RungId): string => join(folder, rung, 'programs');

const lastIn = (folder: string): string => join(folder, 'last.json');
const recordOf = (folder: string, rung: RungId): string => join(folder, rung, 'build.json');
const maxBytes = 1 << 20;
/** Of records; another number makes those of other versions of this program void. */
const format = 4;

/** What a build is made of, as one word; null where there are too many files, some cannot be read, or the signal ends it. */
export const buildKey = async (
  folder: string,
  setup: Setup,
  buildSystem: string,
  facts: Facts,
  env: Env,
  signal?: AbortSignal,
): Promise<string | null> => {
  const sources = await sourceKey(folder, signal);
  if (sources === null) return null;
  const { rung, upx, options } = setup;
  const parts = [format, sources, rung, upx, options, buildSystem, ...buildBasis(facts, rung, options, env)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
};

/** Of builds that go on from one another: those of one project by one setup, with the same tools. */
export const workKey = (folder: string, { rung, options }: Setup, facts: Facts, env: Env): string => {
  const parts = [format, folder, rung, options, ...buildBasis(facts, rung, options, env)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
};

/** Keeps what became of a build, and those of its programs that are in the folder of `keptPrograms`. */
export const keepBuild = async (
  folder: string,
  rung: RungId,
  key: string | null,
  at: Date,
  result: BuildResult,
): Promise<void> => {
  const { outcome, programs } = result;
  const last: LastBuild = { outcome, at: at.toISOString(), programs: programs.map(({ name }) => name) };
  ensureFolder(folder);
  writeWhole(lastIn(folder), JSON.stringify(last));
  const place = keptPrograms(folder, rung);
  const paths = programs.flatMap(({ name, savedTo }) => (savedTo === join(place, name) ? [savedTo] : []));
  if (outcome !== 'passed' || key === null || paths.length === 0 || paths.length < programs.length) return;
  const record: KeptBuild = {
    at: last.at,
    key,
    result: { ...result, steps: [] },
    digests: await Promise.all(paths.map((path) => digestOf(path))),
  };
  writeWhole(recordOf(folder, rung), JSON.stringify(record));
};

const digestOf = async (path: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { ...(signal && { signal }) });
  return hash.digest('hex');
};

/** What a file of a project's folder holds; null where there is none, or it is damaged or another's. */
const readOwn = (path: string, project: string): object | null => {
  try {
    if (distrustOwn(path, project) !== null) return null;
    const read: unknown = JSON.parse(readBounded(path, maxBytes));
    return typeof read === 'object' ? read : null;
  } catch {
    return null;
  }
};

/** The last build of a project; null where there is none. */
export const lastBuildOf = (folder: string, project: string): LastBuild | null => {
  const { outcome, at, programs } = (readOwn(lastIn(folder), project) ?? {}) as Partial<LastBuild>;
  return typeof outcome === 'string' && typeof at === 'string' && Array.isArray(programs)
    ? { outcome, at, programs }
    : null;
};

/**
 * The programs that were kept of a rung, where they are of the same sources, setup and tools.
 * @param output folder that they are put in; null: they stay where they are
 * @returns null where the project has to be built
 */
export const reuseKept = async (
  folder: string,
  rung: RungId,
  key: string | null,
  root: string,
  output: string | null,
  signal: AbortSignal,
): Promise<BuildResult | null> => {
  const record = readOwn(recordOf(folder, rung), root) as KeptBuild | null;
  if (record === null || key === null || record.key !== key) return null;
  const { at, result, digests } = record;
  const started = performance.now();
  const paths = result.programs.map(({ name }) => join(keptPrograms(folder, rung), name));
  try {
    const now = await Promise.all(paths.map((path) => digestOf(path, signal)));
    if (now.some((digest, nth) => digest !== digests[nth])) return null;
  } catch {
    return null; // gone
  }
  const programs: (BuiltProgram & { readonly savedTo: string })[] = [];
  for (const [nth, program] of result.programs.entries()) {
    const path = paths[nth] as string;
    const savedTo = output === null ? path : await putProgram(path, root, output, program.name, signal);
    programs.push({ ...program, savedTo });
  }
  return {
    ...result,
    reason: `Nothing has changed since it was built ${formatAgo(Date.now() - Date.parse(at))}: ${programs.map(({ name }) => name).join(', ')}.`,
    durationMs: Math.round(performance.now() - started),
    steps: [],
    jobs: 0,
    programs: programs.map((program) => ({ ...program, artifact: { ...program.artifact, path: program.savedTo } })),
    diagnoses: [],
    logFile: null,
  };
};

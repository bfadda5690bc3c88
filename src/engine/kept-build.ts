import { createHash } from 'node:crypto';
import { createReadStream, lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { judgeArtifact } from '../build/check/judge-artifact.js';
import type { BuildResult } from '../build/project/build-result.js';
import { putProgram } from '../build/project/output.js';
import type { Facts } from '../facts/facts.js';
import { factAt } from '../facts/path.js';
import { ensureFolder } from '../files/ensure-folder.js';
import { distrustOwn } from '../files/in-project.js';
import { readBounded } from '../files/read-bounded.js';
import { inTurns } from '../files/turns.js';
import { writeWhole } from '../files/write-whole.js';
import { inspectFileSync } from '../inspect/inspect-file.js';
import type { Setup } from '../project/setup.js';
import { basisPaths } from '../settings/basis.js';

/** The last build of a project (**contract**: `lastBuild` of `status --json`). */
export interface LastBuild {
  readonly outcome: BuildResult['outcome'];
  /** ISO 8601. */
  readonly at: string;
  /** Names of the programs. */
  readonly programs: readonly string[];
}

interface KeptBuild extends LastBuild {
  /** What the build was made of; null where that could not be told whole. */
  readonly key: string | null;
  /** SHA-256 of each program that is kept, by name. */
  readonly kept: Readonly<{ [name: string]: string }>;
  /** What was asked for and is not in the programs. */
  readonly leftOut: BuildResult['leftOut'];
  /** Absent in records of before it was kept. */
  readonly notices?: BuildResult['notices'];
}

/** Folder of what is kept of a project's builds. */
export const keptFolder = (state: string, project: string): string =>
  join(state, 'builds', createHash('sha256').update(project).digest('hex').slice(0, 32));

const maxEntries = 100_000;
const variables = ['CFLAGS', 'CXXFLAGS', 'CPPFLAGS', 'LDFLAGS', 'LIBS', 'RUSTFLAGS', 'GOFLAGS', 'MAKEFLAGS'];

/** What a build is made of, as one word; null where there are too many files, some cannot be read, or the signal ends it. */
export const buildKey = async (
  folder: string,
  setup: Setup,
  buildSystem: string,
  facts: Facts,
  env: Readonly<{ [name: string]: string | undefined }>,
  signal?: AbortSignal,
): Promise<string | null> => {
  const hash = createHash('sha256');
  const { rung, upx, options } = setup;
  const basis = basisPaths(rung, options).map((path) => factAt(facts, path));
  const environment = variables.map((name) => env[name] ?? null);
  hash.update(JSON.stringify([rung, upx, options, buildSystem, facts.toolchain, basis, environment]));
  let entries = 0;
  const ended = inTurns(signal);
  const visit = async (path: string): Promise<boolean> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const inside = join(path, entry.name);
      if (++entries > maxEntries || (await ended())) return false;
      if (inside === join(folder, 'dist-static')) continue;
      const { mode, size, mtimeMs } = lstatSync(inside);
      if (!entry.isDirectory()) hash.update(`${inside}\0${mode} ${size} ${mtimeMs}\0`);
      else if (!(await visit(inside))) return false;
    }
    return true;
  };
  try {
    return (await visit(folder)) ? hash.digest('hex') : null;
  } catch {
    return null;
  }
};

/** Keeps what became of a build, and of its programs those that lie in the folder of `keptFolder`. */
export const keepBuild = async (
  folder: string,
  key: string | null,
  at: Date,
  result: Pick<BuildResult, 'outcome' | 'programs' | 'leftOut' | 'notices'>,
): Promise<void> => {
  const kept =
    result.outcome === 'passed' ? result.programs.filter(({ savedTo }) => savedTo?.startsWith(`${folder}/`)) : [];
  const record: KeptBuild = {
    outcome: result.outcome,
    at: at.toISOString(),
    programs: result.programs.map(({ name }) => name),
    key: kept.length > 0 ? key : null,
    kept: Object.fromEntries(
      await Promise.all(kept.map(async ({ name, savedTo }) => [name, await digestOf(savedTo as string)] as const)),
    ),
    leftOut: result.leftOut,
    notices: result.notices,
  };
  ensureFolder(folder);
  writeWhole(join(folder, 'last.json'), JSON.stringify(record));
};

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const recordIn = (folder: string, project: string): KeptBuild | null => {
  try {
    if (distrustOwn(folder, project) !== null) return null;
    const read: unknown = JSON.parse(readBounded(join(folder, 'last.json'), 1 << 20));
    const { outcome, at, programs, kept, leftOut } = (read ?? {}) as Partial<KeptBuild>;
    return typeof outcome === 'string' &&
      typeof at === 'string' &&
      [programs, leftOut].every(Array.isArray) &&
      typeof kept === 'object'
      ? (read as KeptBuild)
      : null;
  } catch {
    return null; // nothing was built, or what was kept is damaged
  }
};

/** The last build of a project; null where there is none. */
export const lastBuildOf = (folder: string, project: string): LastBuild | null => {
  const record = recordIn(folder, project);
  return record && { outcome: record.outcome, at: record.at, programs: record.programs };
};

/**
 * Takes the programs that were kept, where they are of the same sources, setup and tools, and puts them in their place.
 * @returns null where the project has to be built
 */
export const reuseKept = async (
  folder: string,
  key: string | null,
  root: string,
  output: string,
): Promise<BuildResult | null> => {
  const record = recordIn(folder, root);
  if (record === null || key === null || record.key !== key || record.outcome !== 'passed') return null;
  const started = performance.now();
  const names = Object.keys(record.kept);
  const paths = names.map((name) => join(folder, 'programs', name));
  try {
    const digests = await Promise.all(paths.map(digestOf));
    if (names.length === 0 || !digests.every((digest, at) => digest === record.kept[names[at] as string])) return null;
  } catch {
    return null; // gone
  }
  const programs = paths.map((path, at) => {
    const artifact = inspectFileSync(path);
    const name = names[at] as string;
    return {
      name,
      artifact,
      fault: judgeArtifact(artifact, { libc: [artifact.libc ?? 'unknown'], machine: null }),
      packed: null,
      path,
    };
  });
  if (programs.some(({ fault }) => fault !== null)) return null;
  return {
    outcome: 'passed',
    reason: `Nothing has changed since it was built ${record.at}: ${names.join(', ')}.`,
    durationMs: Math.round(performance.now() - started),
    steps: [],
    programs: programs.map(({ path, ...program }) => ({
      ...program,
      savedTo: putProgram(path, root, output, program.name),
    })),
    leftOut: record.leftOut,
    notices: record.notices ?? [],
    jobs: 0,
    diagnoses: [],
    unknown: [],
    findings: [],
    logFile: null,
  };
};

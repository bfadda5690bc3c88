import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildResult } from '../build/project/build-result.js';
import type { Facts } from '../facts/facts.js';
import { distrustOwn, ensureOwn } from '../files/in-project.js';
import { readBounded } from '../files/read-bounded.js';
import { writeWhole } from '../files/write-whole.js';
import type { FailedBefore } from '../ladder/verdict.js';
import { searchPath } from '../machine/search-path.js';
import type { BuildSystem, ChosenProject } from '../project/project.js';
import type { RungOptions } from '../rungs/options.js';
import { isRungId, type RungId, rungs } from '../rungs/registry.js';
import { formatAgo } from '../text/format.js';
import { maskSecrets } from '../text/mask-secrets.js';
import { buildBasis } from './build-basis.js';
import type { Examination } from './examination.js';
import { unfitFor } from './next-rung.js';
import { sourceKey } from './source-key.js';

/** A project as it is tried: what is remembered of a try holds for this alone. */
export interface TriedProject {
  /** Folder (keptFolder) of what is kept of the project's builds. */
  readonly kept: string;
  /** Absolute path of the project. */
  readonly folder: string;
  readonly buildSystem: BuildSystem;
  readonly options: RungOptions;
  /** Words for the tool that configures or builds. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** One try that failed, as it is remembered. */
interface FailedTry {
  readonly rung: RungId;
  readonly options: RungOptions;
  readonly args: readonly string[];
  /** ISO 8601. */
  readonly at: string;
  /** Why, in a few words. */
  readonly why: string;
  /** Rungs that lack the same. */
  readonly same: readonly RungId[];
  /** Whether the cause is temporary, e.g. a server that does not answer. */
  readonly passes: boolean;
  readonly sources: string;
  readonly machine: string;
}

const limits = { tries: 64, bytes: 1 << 20 };
const fileIn = (kept: string): string => join(kept, 'failed.json');

/** Causes that pass by themselves: after them the same try can go well. */
const passing =
  /^(?:dns-|network-|fetch-|proxy-|cache-server|registry-transfer|oom-|fork-|disk-full|tmp-dir-full|inodes-|pids-|nproc-|build-interrupted|docker-hub-rate|github-api-rate|pod-evicted)/;

/** Options that a canary chooses by itself where nobody asks for one. */
const chosenByItself: readonly (keyof RungOptions)[] = ['nixSet', 'nixpkgs', 'engine', 'image', 'jobs'];

/** Whether a try with these options is that earlier one again. Pure. */
export const isSameTry = (earlier: RungOptions, now: RungOptions): boolean =>
  [...new Set([...Object.keys(earlier), ...Object.keys(now)] as (keyof RungOptions)[])].every(
    (key) =>
      (chosenByItself.includes(key) && (earlier[key] === undefined || now[key] === undefined)) ||
      JSON.stringify(earlier[key]) === JSON.stringify(now[key]),
  );

/**
 * Remembers a try of a project that failed, until its sources or what the rung takes from this machine are others.
 * What was blocked or cancelled was not tried.
 */
export const rememberFailure = async (
  trial: TriedProject,
  rung: RungId,
  project: ChosenProject,
  result: Pick<BuildResult, 'outcome' | 'diagnoses' | 'reason'>,
  examination: Pick<Examination, 'facts' | 'findings'>,
  at: Date,
): Promise<void> => {
  const root = result.diagnoses.find((each) => each.root);
  if (result.outcome !== 'failed' && result.outcome !== 'timeout') return;
  const sources = await sourceKey(trial.folder, trial.signal);
  if (sources === null) return;
  const { options, args, kept } = trial;
  // A password in an option (of a mirror, say) is not written down, so that such a try is not remembered.
  const asked = JSON.stringify([options, args]);
  if (maskSecrets(asked) !== asked) return;
  const others = readTries(kept, trial.folder).filter(
    (each) => each.rung !== rung || JSON.stringify([each.options, each.args]) !== JSON.stringify([options, args]),
  );
  const failed: FailedTry = {
    rung,
    options,
    args,
    at: at.toISOString(),
    why: maskSecrets(root?.title ?? result.reason),
    same: root ? unfitFor(project, result, examination).filter((other) => other !== rung) : [],
    passes: result.outcome === 'timeout' || (root !== undefined && passing.test(root.cause)),
    sources,
    machine: machineKey(trial, rung, examination.facts),
  };
  try {
    if (ensureOwn(kept, trial.folder))
      writeWhole(fileIn(kept), JSON.stringify([...others, failed].slice(-limits.tries)));
  } catch {
    // The same try is only made again.
  }
};

/** The rungs by which a project as it is was tried and not built, and those that lack the same, the newest try of each. */
export const failedBefore = async (trial: TriedProject, facts: Facts, now: Date): Promise<readonly FailedBefore[]> => {
  const tries = readTries(trial.kept, trial.folder).filter(
    ({ options, args }) =>
      isSameTry(options, trial.options) && (args.length === 0 || args.join('\0') === trial.args.join('\0')),
  );
  if (tries.length === 0) return [];
  const sources = await sourceKey(trial.folder, trial.signal);
  const still = tries.filter(
    (each) =>
      each.sources === sources && each.machine === machineKey({ ...trial, options: each.options }, each.rung, facts),
  );
  const found = new Map<RungId, FailedBefore>();
  for (const { rung, at, why, same, passes } of still) {
    const failed = `failed for this project ${formatAgo(now.getTime() - Date.parse(at))}: ${why}`;
    for (const other of same.filter((id) => !found.has(id)))
      found.set(other, { rung: other, at, why: `it lacks the same thing as ${rung}, which ${failed}`, passes });
    found.set(rung, { rung, at, why: `it ${failed}`, passes });
  }
  return [...found.values()];
};

/** Forgets the tries of a rung, which was built by since. */
export const forgetFailures = (kept: string, folder: string, rung: RungId): void => {
  const tries = readTries(kept, folder);
  const others = tries.filter((each) => each.rung !== rung);
  if (others.length < tries.length) writeWhole(fileIn(kept), JSON.stringify(others));
};

/** What a rung takes from this machine, as one word: a program or library more, and it is another. */
const machineKey = ({ options, env, buildSystem }: TriedProject, rung: RungId, facts: Facts): string => {
  const arch = options.arch ?? facts.os.arch ?? '';
  const { builds } = rungs[rung];
  const searched = builds.where === 'here' ? builds.searches(arch) : { archives: [], headers: [] };
  const folders = [...searchPath(env), ...searched.archives, ...searched.headers];
  return createHash('sha256')
    .update(JSON.stringify([buildSystem, ...buildBasis(facts, rung, options, env), folders.map(changedAt)]))
    .digest('hex');
};

/** When a folder got or lost a file, in milliseconds; null where there is none. */
const changedAt = (path: string): number | null => {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
};

const readTries = (kept: string, folder: string): readonly FailedTry[] => {
  try {
    if (distrustOwn(kept, folder) !== null) return [];
    const read: unknown = JSON.parse(readBounded(fileIn(kept), limits.bytes));
    return Array.isArray(read) ? read.filter(isTry) : [];
  } catch {
    return []; // nothing failed, or what was kept is damaged
  }
};

const isTry = (read: unknown): read is FailedTry => {
  const { rung, options, args, at, why, same, passes, sources, machine } = (read ?? {}) as Partial<FailedTry>;
  return (
    [rung, at, why, sources, machine].every((each) => typeof each === 'string') &&
    Number.isFinite(Date.parse(at as string)) &&
    isRungId(rung as string) &&
    typeof options === 'object' &&
    options !== null &&
    typeof passes === 'boolean' &&
    [args, same].every(Array.isArray) &&
    (same as readonly string[]).every(isRungId)
  );
};

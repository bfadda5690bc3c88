import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../errors.js';
import type { Facts } from '../../facts/facts.js';
import { ensureFolder } from '../../files/ensure-folder.js';
import { distrustOwn } from '../../files/in-project.js';
import { isInside } from '../../files/inside.js';
import { jobsFor } from '../../ladder/jobs.js';
import { cacheKey } from '../../libs/cache-key.js';
import { kernelHeaders } from '../../libs/library-plan.js';
import { installPrefix } from '../../libs/pkg-config-file.js';
import { planLibrary } from '../../libs/plan-library.js';
import { type LibraryRecipe, recipeFor } from '../../libs/recipes.js';
import { withLibraries } from '../../libs/with-libraries.js';
import { outsideProject } from '../../machine/query-environment.js';
import { withoutForeign } from '../../rungs/foreign-variables.js';
import { type RungId, rungs } from '../../rungs/registry.js';
import type { Toolchain } from '../../rungs/toolchain.js';
import type { CanaryOptions } from '../canary/canary.js';
import { withZigItself } from '../here/zig-itself.js';
import { createLogFile } from '../log/log-file.js';
import { endMarked } from '../processes/marked-processes.js';
import { makeStartable } from '../project/restore-scripts.js';
import type { Outcome } from '../result.js';
import { canaryVariable, clearLeftovers } from '../scratch/leftovers.js';
import { createScratch, nothingAbove, scratchBases } from '../scratch/scratch.js';
import { failureOf, StepRunner } from '../step-runner.js';
import {
  type BuiltLibrary,
  isUnsplitPath,
  librariesFolder,
  librariesFor,
  libraryShelf,
  manifestName,
  partPrefix,
  pruneLibraries,
} from './cache.js';
import { lockAlone } from './debian.js';
import type { Errand, Sources } from './errand.js';
import { type From, fetchSources } from './fetch-sources.js';
import { programOn } from './program-on.js';
import { settleFiles, verifyLibrary } from './verify-library.js';

/** One library to build by one rung. */
export interface AddJob extends Pick<CanaryOptions, 'signal' | 'timeoutMs' | 'onEvent'> {
  readonly recipe: LibraryRecipe;
  readonly rung: RungId;
  readonly arch: string;
  readonly from: From;
  readonly facts: Facts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Jobs to run side by side; absent: what the machine bears. */
  readonly jobs?: number;
  /** Absolute path of a folder that may hold the scratch folder, where no other will do. */
  readonly folder: string;
}

/** What came of it. */
export interface Added {
  readonly id: string;
  /** `there`: it was built before. */
  readonly outcome: Outcome | 'there';
  /** Why it is not there, in one sentence; null when it is. */
  readonly reason: string | null;
  readonly library: BuiltLibrary | null;
  readonly durationMs: number;
  readonly logFile: string | null;
}

/**
 * Builds a library from source by a rung's compiler, and keeps it, once a program that uses it was built. What it needs
 * must be there already. Never throws for what the build does.
 * @throws {UserError} when there is no folder to build in or to keep it in, or no sources
 */
export const addLibrary = async (asked: AddJob): Promise<Added> => {
  const { recipe, rung, arch, env, signal, timeoutMs, onEvent, folder } = asked;
  // A library is no part of the project in the current folder: no tool, and no settings, are taken from there.
  const outside = outsideProject(env, folder);
  const facts = await withZigItself(asked.facts, rung, { env: outside, signal });
  const job = { ...asked, facts };
  const started = performance.now();
  const result = (part: Pick<Added, 'outcome' | 'reason'> & Partial<Added>): Added => ({
    id: recipe.id,
    library: null,
    logFile: null,
    durationMs: Math.round(performance.now() - started),
    ...part,
  });
  const host = facts.os.arch ?? 'x86_64';
  const compiler = compilerOf(job, host);
  if ('blocked' in compiler) return result({ outcome: 'blocked', reason: compiler.blocked });
  const lacking = [...(recipe.build.system === 'copy' ? [] : ['make']), ...(recipe.tools ?? [])].filter(
    (name) => programOn(outside, name) === null,
  );
  if (lacking.length > 0) {
    return result({ outcome: 'blocked', reason: `Building it takes ${lacking.join(', ')}, which this machine lacks.` });
  }
  const shelf = makeShelf(job);
  const tell = (text: string) => onEvent({ type: 'note', text });
  const lock = await lockAlone(join(shelf, `.lock-${recipe.id}`), { signal, tell });
  try {
    if (signal.aborted) return result({ outcome: 'cancelled', reason: 'It was cancelled.' });
    const others = librariesFor(env, rung, arch);
    const there = others.find(({ id }) => id === recipe.id);
    if (there && job.from.kind === 'any') return result({ outcome: 'there', reason: null, library: there });
    const bases = scratchBases(env, folder);
    await clearLeftovers(bases, facts, job, onEvent);
    const scratch = await createScratch(bases);
    try {
      const logFile = createLogFile(env, tmpdir(), `libs-${recipe.id}-${rung}`);
      onEvent({ type: 'log-file', path: logFile });
      const around = {
        ...outside,
        ...withoutForeign,
        LC_ALL: 'C',
        TMPDIR: scratch.path,
        ...nothingAbove(scratch.path),
        [canaryVariable]: scratch.id,
      };
      const runner = new StepRunner({ cwd: scratch.path, env: around, logFile, signal, timeoutMs, onEvent });
      const errand: Errand = {
        scratch: scratch.path,
        cache: librariesFolder(env),
        signal,
        env: outside,
        tell,
        run: (step) => runner.run(step),
      };
      const made = await build(job, compiler.tools, compiler.words, others, errand, shelf);
      return result({ ...made, logFile });
    } finally {
      await endMarked(`${canaryVariable}=${scratch.id}`, scratch.path);
      await scratch.remove();
    }
  } finally {
    lock?.release();
  }
};

const compilerOf = (
  { rung, arch, facts }: AddJob,
  host: string,
): { tools: Toolchain; words: readonly string[] } | { blocked: string } => {
  const { builds } = rungs[rung];
  if (builds.where !== 'here') return { blocked: `${rung} gets libraries from its own packages.` };
  const programs = builds.find(facts, arch);
  if ('blocked' in programs) return { blocked: programs.blocked };
  const tools = builds.toolchain(programs, arch, host);
  const versions = Object.values(facts.toolchain).flatMap((tool) =>
    tool && 'path' in tool && programs.cc.join(' ').startsWith(tool.path) ? [tool.version ?? ''] : [],
  );
  return { tools, words: [...tools.cc, ...versions] };
};

/** The folder of a rung's libraries. @throws {UserError} where it cannot be trusted or used */
const makeShelf = ({ env, rung, arch, folder }: AddJob): string => {
  const root = librariesFolder(env);
  const next = ['export XDG_CACHE_HOME=FOLDER   # your own, without spaces in its path'];
  if (!isUnsplitPath(root)) {
    throw new UserError(`Libraries cannot be stored in ${root}: compilers cannot handle that path.`, [], next);
  }
  const stranger = distrustOwn(root, folder);
  if (stranger)
    throw new UserError(
      `Libraries cannot be kept in ${root}.`,
      [stranger.evidence],
      isInside(folder, root) ? next : [stranger.command],
    );
  const shelf = libraryShelf(env, rung, arch);
  try {
    ensureFolder(shelf);
  } catch (error) {
    throw new UserError(`Libraries cannot be kept in ${root}.`, [(error as Error).message], next);
  }
  return shelf;
};

type Came = Pick<Added, 'outcome' | 'reason' | 'library'>;

const build = async (
  job: AddJob,
  tools: Toolchain,
  compiler: readonly string[],
  there: readonly BuiltLibrary[],
  errand: Errand,
  shelf: string,
): Promise<Came> => {
  const { recipe, rung, arch, env, facts, signal } = job;
  const needs = needsOf(recipe, there);
  const missing = needs.find(({ library }) => library === null);
  if (missing)
    return failed(`It needs ${missing.id}, which is not built yet: musl-wizard libs add ${missing.id} --rung ${rung}`);
  const used = needs.flatMap(({ library }) => (library === null ? [] : [library]));
  const headers = there.filter(({ id }) => id === kernelHeaders);
  const around = withLibraries(
    tools,
    [...headers, ...used].map(({ folder }) => folder),
  );
  const stage = join(errand.scratch, 'stage');
  const copied = recipe.build.system === 'copy';
  const sources = copied ? null : await fetchSources(recipe, job.from, errand).catch(unlessAborted(signal));
  if (signal.aborted) return cancelled;
  const version = sources?.version ?? copyKernelHeaders(stage, arch);
  if (sources !== null) {
    const folders = { source: baseOf(recipe, sources), build: join(errand.scratch, 'build'), stage };
    const configure = join(folders.source, 'configure');
    const configured = existsSync(configure);
    makeStartable(folders.source);
    const jobs = job.jobs ?? jobsFor(facts, 'c').jobs;
    const plan = planLibrary({ recipe, tools: around, folders, jobs, configured });
    for (const { path, content } of plan.files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { mode: 0o700 });
    }
    for (const step of plan.steps) {
      const ran = await errand.run({ ...step, env: plan.env });
      const failure = failureOf(step.name, ran, step.argv[0]);
      if (failure)
        return {
          outcome: ran.cancelled ? 'cancelled' : ran.timedOut ? 'timeout' : 'failed',
          reason: failure,
          library: null,
        };
    }
  }
  if (existsSync(installPrefix)) {
    rmSync(installPrefix, { recursive: true, force: true });
    return failed('Its installation ignores DESTDIR.');
  }
  const installed = join(stage, installPrefix);
  if (!existsSync(join(installed, 'include'))) return failed('The build succeeded, but installed no headers.');
  for (const name of readdirSync(installed)) if (!kept.has(name)) rmSync(join(installed, name), { recursive: true });
  settleFiles(recipe, installed, version);
  const linked = [...recipe.link, ...needs.toReversed().flatMap(({ id }) => recipeFor(id)?.link ?? [])];
  const { fault, ran } = await verifyLibrary(recipe, installed, around, linked, errand);
  if (signal.aborted) return cancelled;
  if (fault !== null) return failed(fault);
  const key = cacheKey({ recipe, version, rung, arch, compiler, needs: used.map((each) => each.key) });
  const library: BuiltLibrary = {
    id: recipe.id,
    version,
    rung,
    arch,
    compiler,
    source: sources?.origin ?? 'the headers of the kernel of this machine (linux-libc-dev)',
    builtAt: new Date().toISOString(),
    ran,
    sizeBytes: sizeOf(installed),
    key,
    folder: join(shelf, key),
  };
  if (!(await publish(installed, shelf, library, signal))) return cancelled;
  pruneLibraries(env, new Set([key, ...there.map((each) => each.key)]));
  return { outcome: 'passed', reason: null, library };
};

/** The folder of configure or CMakeLists.txt; an archive of a release alone can have it at its top. */
const baseOf = ({ build }: LibraryRecipe, { folder }: Sources): string => {
  const inner = build.folder === undefined ? folder : join(folder, build.folder);
  return existsSync(inner) && isInside(folder, inner) ? inner : folder;
};

const kept = new Set(['include', 'lib']);
/** What fails after Ctrl-C does so for that reason. */
const unlessAborted = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error;
  return null;
};
const cancelled: Came = { outcome: 'cancelled', reason: 'It was cancelled.', library: null };
const failed = (reason: string): Came => ({ outcome: 'failed', reason, library: null });

/** The libraries that one is linked with, those that need others first. */
const needsOf = (
  { needs = [] }: LibraryRecipe,
  there: readonly BuiltLibrary[],
): readonly { readonly id: string; readonly library: BuiltLibrary | null }[] => {
  const all = needs.flatMap((id) => {
    const recipe = recipeFor(id);
    return recipe === null ? [] : [...needsOf(recipe, there).map((each) => each.id), id];
  });
  return [...new Set(all)].map((id) => ({ id, library: there.find((each) => each.id === id) ?? null }));
};

/**
 * Headers of the kernel, as linux-libc-dev and its like install them.
 * @returns their version
 * @throws {UserError} where there are none
 */
const copyKernelHeaders = (stage: string, arch: string): string => {
  const include = join(stage, installPrefix, 'include');
  mkdirSync(include, { recursive: true });
  const own = [`/usr/include/${arch}-linux-gnu`, '/usr/include'].find((folder) =>
    existsSync(join(folder, 'asm/types.h')),
  );
  if (own === undefined || !existsSync('/usr/include/linux/types.h')) {
    throw new UserError(
      'The Linux kernel headers are not installed on this machine.',
      ['/usr/include/linux/types.h does not exist'],
      ['apt-get install linux-libc-dev   # Fedora: kernel-headers; Arch: linux-api-headers'],
    );
  }
  for (const name of ['linux', 'asm-generic', 'mtd', 'rdma', 'misc', 'sound', 'video', 'drm', 'xen']) {
    const from = join('/usr/include', name);
    if (existsSync(from)) cpSync(from, join(include, name), { recursive: true, dereference: true });
  }
  cpSync(join(own, 'asm'), join(include, 'asm'), { recursive: true, dereference: true });
  // Source: the kernel's Makefile, LINUX_VERSION_CODE.
  const code = /LINUX_VERSION_CODE (\d+)/.exec(readFileSync(join(include, 'linux/version.h'), 'utf8'))?.[1];
  return code === undefined ? 'unknown' : [Number(code) >> 16, (Number(code) >> 8) & 255, Number(code) & 255].join('.');
};

/** Puts a library in its place, whole or not at all. Gives false when the signal ended it. */
const publish = async (
  installed: string,
  shelf: string,
  library: BuiltLibrary,
  signal: AbortSignal,
): Promise<boolean> => {
  const { key, folder, ...about } = library;
  const part = join(shelf, `${partPrefix}${key}`);
  rmSync(part, { recursive: true, force: true });
  await cp(installed, part, { recursive: true, verbatimSymlinks: true, filter: () => !signal.aborted });
  if (signal.aborted) {
    rmSync(part, { recursive: true, force: true });
    return false;
  }
  writeFileSync(join(part, manifestName), `${JSON.stringify(about, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(part, folder);
  return true;
};

const sizeOf = (path: string): number => {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
};
